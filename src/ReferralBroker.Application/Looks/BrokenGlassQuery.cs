using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Looks;

/// <summary>Where a page ends.</summary>
public sealed record BrokenGlassCursor(DateTimeOffset At, Guid Access);

/// <summary>
/// An opening of a record against the usual rules: what happened in the words of whoever did it (null once the person was erased), and what the
/// governance lead found (null while nobody has looked at it).
/// </summary>
public sealed record BrokenGlassRow(
    Guid Person, Guid Access, string User, string Role, Guid Organisation, string Reason, string? Detail, DateTimeOffset At, DateTimeOffset Until, string? Finding);

/// <summary>Lists broken glass, newest first.</summary>
public sealed class BrokenGlassQuery(NpgsqlDataSource database, Opener opener)
{
    /// <param name="organisation">Whose users did it; null for all.</param>
    /// <param name="all">Also those that were looked at.</param>
    /// <param name="after">The end of the page before, or null.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<BrokenGlassRow>> PageAsync(OrganisationId? organisation, bool all, BrokenGlassCursor? after, int limit, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select person, access, user_key, role, organisation, reason, detail, at, until, finding from broken_glass.opening
             where ($1 is null or organisation = $1) and ($2 or finding is null) and ($3 is null or (at, access) < ($3, $4))
             order by at desc, access desc limit $5
            """);
        command.Parameters.Add(new() { Value = (object?)organisation?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = all });
        command.Parameters.Add(new() { Value = (object?)after?.At.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = after?.Access ?? Guid.Empty });
        command.Parameters.Add(new() { Value = limit });
        var rows = new List<BrokenGlassRow>();
        await using (var row = await command.ExecuteReaderAsync(stop))
            while (await row.ReadAsync(stop))
                rows.Add(new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetGuid(4), row.GetString(5), row.GetString(6),
                    row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8), row.IsDBNull(9) ? null : row.GetString(9)));
        var details = await opener.OpenAsync([.. rows.Select(r => r.Detail)], stop);
        return [.. rows.Select((r, i) => r with { Detail = details[i] })];
    }
}
