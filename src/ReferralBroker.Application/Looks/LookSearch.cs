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
        // Only what is asked for is in the statement: a plan for all cases at once would use the index of none.
        var conditions = new List<string>();
        await using var command = database.CreateCommand();
        void Where(string condition, object? value, NpgsqlDbType type)
        {
            if (value is null) return;
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
            conditions.Add(condition.Replace("?", $"${command.Parameters.Count}", StringComparison.Ordinal));
        }
        Where("people && ?", question.People?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        Where("\"user\" = ?", question.User, NpgsqlDbType.Text);
        Where("organisation = ?", question.Organisation?.Value, NpgsqlDbType.Uuid);
        Where("what = ?", question.What, NpgsqlDbType.Text);
        Where("ground = ?", question.Ground is { } ground ? Codes.Name(ground) : null, NpgsqlDbType.Text);
        Where("sought = ?", question.Sought, NpgsqlDbType.Text);
        Where("at >= ?", question.From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Where("at < ?", question.To?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Where("number < ?", before, NpgsqlDbType.Bigint);
        if (question.RefusedOnly) conditions.Add("refused is not null");
        command.CommandText = $"""
            select {LookTrail.Columns} from looks.look
            {(conditions.Count == 0 ? "" : $"where {string.Join(" and ", conditions)}")}
            order by number desc limit {limit}
            """;
        await using var row = await command.ExecuteReaderAsync(stop);
        var looks = new List<RecordedLook>();
        while (await row.ReadAsync(stop)) looks.Add(LookTrail.Read(row));
        return looks;
    }
}
