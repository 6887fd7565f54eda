using Npgsql;
using NpgsqlTypes;

namespace ReferralBroker.EventLog;

/// <summary>
/// The locks an append takes on the streams it writes to or looked at, until its transaction ends. They go first, as a statement of their own, so that
/// the next one's snapshot shows all that was waited for; in the order of the keys, so that nobody waits in a circle. Nothing is drawn or locked in the
/// table of events while an append waits for them.
/// </summary>
internal static class StreamLocks
{
    // Whoever writes to a stream and whoever guards it wait for each other, or two appends could each miss what the other does: a snapshot shows only
    // what is committed.
    private const string Sql = """
        select case when written then pg_advisory_xact_lock(key) else pg_advisory_xact_lock_shared(key) end
          from (select hashtextextended('stream ' || stream, 0) as key, bool_or(written) as written
                  from unnest($1::uuid[], $2::boolean[]) as s(stream, written) group by 1 order by 1) as ordered
        """;

    public static NpgsqlBatchCommand Of(AppendRequest request) => new(Sql)
    {
        Parameters =
        {
            new() { Value = request.Read.Select(s => s.Stream).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            new() { Value = request.Read.Select((_, i) => i < request.Streams.Count).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean },
        },
    };
}
