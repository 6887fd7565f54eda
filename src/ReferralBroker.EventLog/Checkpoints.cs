using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>The place a follower has reached.</summary>
internal sealed record Checkpoint(int Version, Guid Incarnation, long Position);

/// <summary>Reads and moves checkpoints.</summary>
internal static class Checkpoints
{
    public static async Task<Checkpoint?> ReadAsync(NpgsqlConnection connection, string follower, bool forUpdate, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            "select version, incarnation, position from log.checkpoint where follower = $1" + (forUpdate ? " for update" : ""), connection);
        command.Parameters.Add(new() { Value = follower });
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new(row.GetInt32(0), row.GetGuid(1), row.GetInt64(2)) : null;
    }

    public static Task CreateAsync(NpgsqlConnection connection, string follower, int version, CancellationToken stop) => RunAsync(connection,
        "insert into log.checkpoint (follower, version, incarnation, position) select $1, $2, id, 0 from log.incarnation", [follower, version], stop);

    public static async Task MoveAsync(NpgsqlConnection connection, string follower, long from, long to, CancellationToken stop)
    {
        var moved = await RunAsync(connection,
            "update log.checkpoint set position = $3, moved_at = clock_timestamp() where follower = $1 and position = $2", [follower, from, to], stop);
        if (moved != 1) throw new LogException($"The checkpoint of {follower} is no longer at {from}: another process has moved it.");
    }

    public static async Task<Guid> IncarnationAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select id from log.incarnation", connection);
        return (Guid)(await command.ExecuteScalarAsync(stop))!;
    }

    public static async Task<int> RunAsync(NpgsqlConnection connection, string sql, IEnumerable<object> values, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(stop);
    }
}
