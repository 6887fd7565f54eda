using NpgsqlTypes;

namespace ReferralBroker.EventLog;

/// <summary>
/// How an append gives claims up and takes others, as parts of a statement in which <c>moved</c> holds a row where it must write nothing. Its first
/// parameters are those of <see cref="Parameters"/>.
/// </summary>
internal static class ClaimExchange
{
    /// <summary>
    /// Keys and streams of the claims that must be free ($3, $4) and of those given up ($5, $6); $1 and $2 are the streams read and their versions. To
    /// count what was released makes the releases go first: else a claim could not pass from hand to hand.
    /// </summary>
    public const string Parts = """
        released as (
            delete from log.claim c using unnest($5::text[], $6::uuid[]) as r(key, stream)
             where c.key = r.key and c.stream = r.stream and not exists (select from moved)
            returning 1),
        claimed as (
            insert into log.claim (key, stream)
            select key, stream from unnest($3::text[], $4::uuid[]) as k(key, stream)
             where not exists (select from moved)
               and (select count(*) from released) >= 0)
        """;

    /// <summary>The first six parameters of a statement with these parts.</summary>
    public static IEnumerable<(object Value, NpgsqlDbType Type)> Parameters(AppendRequest request) =>
    [
        (request.Read.Select(s => s.Stream).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid),
        (request.Read.Select(s => s.Version).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer),
        (request.Claims.Select(c => c.Key).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
        (request.Claims.Select(c => c.Stream).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid),
        (request.Releases.Select(c => c.Key).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
        (request.Releases.Select(c => c.Stream).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid),
    ];
}
