using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Looks;

/// <summary>Which looks are wanted; what is null does not matter.</summary>
public sealed record LookQuestion
{
    /// <summary>The records of one person.</summary>
    public IReadOnlyCollection<Guid>? People { get; init; }

    public string? User { get; init; }

    public OrganisationId? Organisation { get; init; }

    public string? What { get; init; }

    public LookGround? Ground { get; init; }

    /// <summary>The keyed hash of what was searched for.</summary>
    public string? Sought { get; init; }

    /// <summary>Only those that were refused.</summary>
    public bool RefusedOnly { get; init; }

    /// <summary>From the beginning of this moment.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Looks through the record of looks, newest first.</summary>
public sealed class LookSearch(NpgsqlDataSource database)
{
    /// <summary>A page of looks older than a number.</summary>
    public async Task<IReadOnlyList<RecordedLook>> PageAsync(LookQuestion question, long? before, int limit, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand($"""
            select {LookTrail.Columns} from looks.look
             where ($1 is null or people && $1)
               and ($2 is null or "user" = $2)
               and ($3 is null or organisation = $3)
               and ($4 is null or what = $4)
               and ($5 is null or ground = $5)
               and ($6 is null or sought = $6)
               and (not $7 or refused is not null)
               and ($8 is null or at >= $8)
               and ($9 is null or at < $9)
               and ($10 is null or number < $10)
             order by number desc limit $11
            """);
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(question.People?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        Add(question.User, NpgsqlDbType.Text);
        Add(question.Organisation?.Value, NpgsqlDbType.Uuid);
        Add(question.What, NpgsqlDbType.Text);
        Add(question.Ground is { } ground ? Codes.Name(ground) : null, NpgsqlDbType.Text);
        Add(question.Sought, NpgsqlDbType.Text);
        Add(question.RefusedOnly, NpgsqlDbType.Boolean);
        Add(question.From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(question.To?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(before, NpgsqlDbType.Bigint);
        Add(limit, NpgsqlDbType.Integer);
        await using var row = await command.ExecuteReaderAsync(stop);
        var looks = new List<RecordedLook>();
        while (await row.ReadAsync(stop)) looks.Add(LookTrail.Read(row));
        return looks;
    }
}
