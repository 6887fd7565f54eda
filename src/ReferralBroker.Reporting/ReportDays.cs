using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting;

/// <summary>Where a report stands in the log.</summary>
/// <param name="Position">The position: asked again at it the figures are the same for ever.</param>
/// <param name="IsSynthetic">Whether everything in the log is invented.</param>
public sealed record Standing(long Position, bool IsSynthetic)
{
    /// <summary>Said on every report of a log that holds only invented people.</summary>
    public const string SyntheticWords = "Synthetic data: every person, contact and job in it is invented. Say nothing about real services by it.";
}

/// <summary>Which log position a report stands at: dates resolve to positions through the marks of closed days, never through timestamps.</summary>
public sealed class ReportDays(NpgsqlDataSource database)
{
    private readonly FollowerProgress _progress = new(database);

    /// <summary>Where the end of a day stands: at position 0 before the log began; null if that day is not closed yet. For no day, where now stands.</summary>
    public async Task<Standing?> StandingAsync(DateOnly? day, CancellationToken stop = default)
    {
        var (ended, synthetic) = await MarkAsync(day ?? DateOnly.MinValue, stop);
        var position = day is null ? await _progress.PositionAsync("stages", stop) : ended;
        return position is { } at ? new(at, synthetic) : null;
    }

    private async Task<(long? Position, bool IsSynthetic)> MarkAsync(DateOnly day, CancellationToken stop)
    {
        await using var command = database.CreateCommand("""
            select case when $1 > (select max(day) from stages.day) or not exists (select from stages.day) then null
                        else coalesce((select position from stages.day where day = $1), 0) end,
                   (select synthetic from log.incarnation)
            """);
        command.Parameters.Add(new() { Value = day });
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.IsDBNull(0) ? null : row.GetInt64(0), row.GetBoolean(1));
    }

    /// <summary>The first day whose end is marked, or null while there is none.</summary>
    public async Task<DateOnly?> FirstAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select min(day) from stages.day");
        return await command.ExecuteScalarAsync(stop) is DateOnly day ? day : null;
    }

    /// <summary>The last day of the last month that has ended and whose end is marked, or null while there is none.</summary>
    public async Task<DateOnly?> LastMonthEndAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select max(day) from stages.day");
        await using var row = await command.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop) || row.IsDBNull(0)) return null;
        var last = row.GetFieldValue<DateOnly>(0);
        return last.AddDays(1).Day == 1 ? last : new DateOnly(last.Year, last.Month, 1).AddDays(-1);
    }
}
