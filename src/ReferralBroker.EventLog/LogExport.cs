using System.Data;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Writes the whole log to a file: its events, the memory of its commands and the claims held, as they stood at one moment. Appends and
/// followers go on meanwhile. What projections, checkpoints and parked streams hold is made from the events and is not in it. What is encrypted
/// in the events stays so: the keys are not in the log.
/// </summary>
public sealed class LogExport(NpgsqlDataSource database)
{
    /// <summary>Exports. Only one row is held in memory at a time.</summary>
    /// <param name="file">Where to; compressed with gzip if it ends in .gz. The lines in it are described at LogLine.</param>
    /// <param name="progress">Told the position written and the last one to write.</param>
    /// <param name="stop">Interrupts it; nothing is left of the file.</param>
    /// <exception cref="LogException">There is a file of that name already.</exception>
    /// <exception cref="IOException">The file cannot be made or written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made there.</exception>
    public async Task<LogContents> RunAsync(string file, IProgress<(long Done, long Of)>? progress = null, CancellationToken stop = default)
    {
        await using var to = LogFileWriter.Create(file);
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        // One statement reads every event there is, however long that takes.
        await Checkpoints.RunAsync(connection, "set transaction read only; set local statement_timeout = 0", [], stop);
        var header = await HeaderAsync(connection, stop);
        await to.WriteAsync(header, stop);

        Task WriteAsync(string sql, Func<NpgsqlDataReader, LogLine> read) => LogExport.WriteAsync(connection, sql, read, to, Report, stop);
        void Report(LogLine line)
        {
            if (line is LogLine.Event e) progress?.Report((e.What.Position, header.LastPosition));
        }

        await WriteAsync("select name from log.event_type order by name", row => new LogLine.EventType(row.GetString(0)));
        await WriteAsync("""select "user", role, organisation from log.actor order by 1, 2, 3""",
            row => new LogLine.Actor(new(row.GetString(0), row.GetString(1), row.GetString(2))));
        await WriteAsync("select name from log.client order by name", row => new LogLine.Client(row.GetString(0)));
        await WriteAsync($"{EventTable.Select} order by e.position", row => new LogLine.Event(LogSession.ReadEvent(row)));
        await WriteAsync("""
            select k.name, c.id, c.content_hash, c.last_position, c.streams, c.versions
              from log.command c join log.client k on k.id = c.client order by c.last_position
            """, ReadCommand);
        await WriteAsync("select key, stream from log.claim order by key", row => new LogLine.HeldClaim(new(row.GetString(0), row.GetGuid(1))));
        await transaction.CommitAsync(stop);
        await to.FinishAsync(stop);
        return to.Contents;
    }

    private static async Task<LogLine.Header> HeaderAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        // The sequence is no part of the snapshot: read within it, it stands at or above every event the snapshot shows.
        await using var command = new NpgsqlCommand($"""
            select id, synthetic, started_at, now(), coalesce((select position from log.event order by position desc limit 1), 0),
                   coalesce(pg_sequence_last_value('{EventTable.Sequence}'::regclass), 0)
              from log.incarnation
            """, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return new(row.GetGuid(0), row.GetBoolean(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt64(4), row.GetInt64(5));
    }

    private static LogLine.Command ReadCommand(NpgsqlDataReader row)
    {
        var hash = row.GetFieldValue<byte[]>(2);
        return new(new(row.GetString(0), row.GetGuid(1), hash), new(hash, row.GetInt64(3), row.GetFieldValue<Guid[]>(4), row.GetFieldValue<int[]>(5)));
    }

    private static async Task WriteAsync(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, LogLine> read, LogFileWriter to, Action<LogLine> written, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        try
        {
            while (await row.ReadAsync(stop))
            {
                var line = read(row);
                await to.WriteAsync(line, stop);
                written(line);
            }
        }
        catch
        {
            // A reader that is closed early reads the rest of the log to its end and throws it away, unless the server is told to stop.
            command.Cancel();
            throw;
        }
    }
}
