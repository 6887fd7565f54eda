using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>The place a follower has reached.</summary>
/// <param name="Version">The version of the projection its rows are of.</param>
/// <param name="Incarnation">The life of the log they were made from.</param>
/// <param name="Position">The last event applied.</param>
/// <param name="TablesHash">What its tables were made from; null where they were made before that was kept.</param>
/// <param name="IsOfThisLog">Whether that life is the one the log lives now.</param>
internal sealed record Checkpoint(int Version, Guid Incarnation, long Position, byte[]? TablesHash, bool IsOfThisLog);

/// <summary>Reads and moves checkpoints.</summary>
internal static class Checkpoints
{
    public static async Task<Checkpoint?> ReadAsync(NpgsqlConnection connection, string follower, bool forUpdate, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            "select c.version, c.incarnation, c.position, c.tables_hash, c.incarnation = i.id from log.checkpoint c cross join log.incarnation i where c.follower = $1"
            + (forUpdate ? " for update of c" : ""), connection);
        command.Parameters.Add(new() { Value = follower });
        // One that is to be locked may have to wait for a rebuild that switches.
        command.CommandTimeout = forUpdate ? LogDatabase.ApplyTimeout : LogDatabase.LookTimeout;
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new(row.GetInt32(0), row.GetGuid(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3), row.GetBoolean(4)) : null;
    }

    public static Task CreateAsync(NpgsqlConnection connection, string follower, Projection projection, long position, CancellationToken stop) => RunAsync(connection,
        "insert into log.checkpoint (follower, version, incarnation, position, tables_hash) select $1, $2, id, $3, $4 from log.incarnation",
        [follower, projection.Version, position, projection.TablesHash], stop);

    /// <summary>Takes rows as this program's own: of its version, from the log as it is now. Rows that another process has changed since are left alone.</summary>
    public static async Task AdoptAsync(NpgsqlConnection connection, string follower, Checkpoint found, Projection projection, long position, CancellationToken stop)
    {
        var adopted = await RunAsync(connection, """
            update log.checkpoint set version = $2, incarnation = (select id from log.incarnation), position = $3, tables_hash = $4, moved_at = clock_timestamp()
             where follower = $1 and version = $5 and incarnation = $6 and position = $7
            """,
            [follower, projection.Version, position, projection.TablesHash, found.Version, found.Incarnation, found.Position], stop);
        if (adopted != 1) throw new LogException($"The checkpoint of {follower} is no longer as it was found: another process has changed it.");
    }

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
