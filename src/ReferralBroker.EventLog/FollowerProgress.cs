using System.Diagnostics;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>How far a follower is.</summary>
/// <param name="Name">Its projection.</param>
/// <param name="Position">The last event it has applied.</param>
/// <param name="Behind">How many events it has still to apply; more than <see cref="FollowerProgress.MostCounted"/> are not counted, only that there are.</param>
/// <param name="LagSeconds">How long the oldest of those has been waiting; 0 when there is none.</param>
/// <param name="Parked">How many streams it has parked.</param>
/// <param name="Version">The version of the projection its rows are of.</param>
/// <param name="IsRebuild">Whether these are the rows that a rebuild fills beside the live ones, under way or cut off; such a one follows nothing.</param>
public sealed record FollowerStatus(string Name, long Position, long Behind, double LagSeconds, long Parked, int Version, bool IsRebuild = false);

/// <summary>Asks how far followers are, and waits for them.</summary>
public sealed class FollowerProgress(NpgsqlDataSource database)
{
    /// <summary>How long a reader who asked for "at least position P" is made to wait at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Beyond this it is told only that there are more: whoever asks whether it works must not have the whole log counted for it.</summary>
    public const long MostCounted = 10_000;

    /// <summary>Waits until a projection has applied everything up to a position.</summary>
    /// <returns>False if it had not after <see cref="Patience"/>.</returns>
    public async Task<bool> ReachedAsync(string projection, long position, CancellationToken stop = default)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10, stop))
        {
            if (await PositionAsync(projection, stop) >= position) return true;
            if (waited.Elapsed > Patience) return false;
        }
    }

    /// <summary>The last event a projection has applied; -1 if it does not exist yet.</summary>
    public async Task<long> PositionAsync(string projection, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select position from log.checkpoint where follower = $1");
        command.Parameters.Add(new() { Value = projection });
        return await command.ExecuteScalarAsync(stop) as long? ?? -1;
    }

    /// <summary>Every follower that has a checkpoint, by name. A rebuild under way is one of them.</summary>
    public async Task<IReadOnlyList<FollowerStatus>> AllAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select c.follower, c.position,
                   (select count(*) from (select from log.event e where e.position > c.position limit $1) as waiting),
                   coalesce((select extract(epoch from clock_timestamp() - greatest(e.recorded_at, c.moved_at))
                               from log.event e where e.position > c.position order by e.position limit 1), 0),
                   (select count(*) from log.parked p where p.follower = c.follower), c.version
              from log.checkpoint c order by c.follower
            """);
        command.Parameters.Add(new() { Value = MostCounted + 1 });
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<FollowerStatus>();
        while (await row.ReadAsync(stop))
            all.Add(new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), Math.Max(0, (double)row.GetDecimal(3)), row.GetInt64(4), row.GetInt32(5), row.GetString(0).EndsWith(Rebuild.Suffix, StringComparison.Ordinal)));
        return all;
    }
}
