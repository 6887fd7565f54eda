using System.Diagnostics;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>A stream that waits for a follower.</summary>
/// <param name="Follower">The follower's name.</param>
/// <param name="Stream">The stream.</param>
/// <param name="FromPosition">The event that could not be applied; it and all later ones of the stream wait.</param>
/// <param name="Fault">The kind of fault and where it arose; nothing of what is in the event.</param>
/// <param name="ParkedAt">When.</param>
public sealed record ParkedStream(string Follower, Guid Stream, long FromPosition, string Fault, DateTimeOffset ParkedAt);

/// <summary>
/// The streams a follower could not apply an event of. Everything from that event on waits, so that a stream is never applied out of order;
/// every other stream goes on.
/// </summary>
public static class ParkedStreams
{
    /// <summary>Every stream that waits, by follower and position.</summary>
    public static async Task<IReadOnlyList<ParkedStream>> AllAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select follower, stream, from_position, error, parked_at from log.parked order by follower, from_position");
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<ParkedStream>();
        while (await row.ReadAsync(stop)) all.Add(new(row.GetString(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)));
        return all;
    }

    /// <summary>A page without the events of streams that are parked.</summary>
    internal static async Task<IReadOnlyList<RecordedEvent>> LeftOutAsync(NpgsqlConnection connection, string follower, IReadOnlyList<RecordedEvent> page, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select stream from log.parked where follower = $1", connection);
        command.Parameters.Add(new() { Value = follower });
        await using var row = await command.ExecuteReaderAsync(stop);
        var parked = new HashSet<Guid>();
        while (await row.ReadAsync(stop)) parked.Add(row.GetGuid(0));
        return parked.Count == 0 ? page : [.. page.Where(e => !parked.Contains(e.Stream))];
    }

    internal static Task ParkAsync(NpgsqlConnection connection, string follower, RecordedEvent at, Exception why, CancellationToken stop) => Checkpoints.RunAsync(connection,
        "insert into log.parked (follower, stream, from_position, error) values ($1, $2, $3, $4)",
        // The kind of fault and where it arose, not its message: a message may quote what it choked on.
        [follower, at.Stream, at.Position, $"{why.GetType().Name} at {at.Type} version {at.Version}: {why.TargetSite?.DeclaringType?.Name}.{why.TargetSite?.Name}"], stop);

    /// <summary>Applies what waits of each parked stream, in order; a stream that still fails stays parked. Answers how many came free.</summary>
    /// <param name="connection">The session that leads.</param>
    /// <param name="follower">The follower's name.</param>
    /// <param name="projection">What applies.</param>
    /// <param name="atMost">After how long the rest is left for another time. Which come first is left to chance, so that none waits for ever behind others.</param>
    /// <param name="stop">Stops between two streams.</param>
    internal static async Task<int> ReplayAsync(NpgsqlConnection connection, string follower, Projection projection, TimeSpan atMost, CancellationToken stop)
    {
        var freed = 0;
        var began = Stopwatch.StartNew();
        foreach (var stream in await OfAsync(connection, follower, stop))
        {
            if (began.Elapsed > atMost) break;
            await using var transaction = await connection.BeginTransactionAsync(stop);
            // Only what stands there once the checkpoint is locked counts: a rebuild may have switched since the list was made.
            var checkpoint = (await Checkpoints.ReadAsync(connection, follower, forUpdate: true, stop))!;
            if (checkpoint.Version != projection.Version) break;
            if (await FromAsync(connection, follower, stream, stop) is not { } from) continue;
            var waiting = await LogSession.PartAsync(connection, stream, from, checkpoint.Position, stop);
            try
            {
                await projection.ApplyAsync(waiting, new(follower, connection), stop);
                await Checkpoints.RunAsync(connection, "delete from log.parked where follower = $1 and stream = $2", [follower, stream], stop);
                await transaction.CommitAsync(stop);
                freed++;
            }
            catch (Exception e) when (Follower.IsPoison(e, connection))
            {
                await transaction.RollbackAsync(stop);
            }
        }
        return freed;
    }

    private static async Task<long?> FromAsync(NpgsqlConnection connection, string follower, Guid stream, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select from_position from log.parked where follower = $1 and stream = $2 for update", connection);
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = stream });
        return (long?)await command.ExecuteScalarAsync(stop);
    }

    private static async Task<List<Guid>> OfAsync(NpgsqlConnection connection, string follower, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select stream from log.parked where follower = $1 order by random()", connection);
        command.Parameters.Add(new() { Value = follower });
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<Guid>();
        while (await row.ReadAsync(stop)) all.Add(row.GetGuid(0));
        return all;
    }
}
