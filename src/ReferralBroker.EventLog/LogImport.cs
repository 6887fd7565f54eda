using Npgsql;
using NpgsqlTypes;

namespace ReferralBroker.EventLog;

/// <summary>
/// Reads an exported log into an empty one, whole or not at all: positions, streams, versions, times, actors, the memory of commands and the
/// claims are as they were. The log begins a new life with it, under a new incarnation id: what was made from the log the file came from, in
/// whatever database, cannot be taken for something made from this one.
/// </summary>
/// <remarks>
/// <para>Followers may run meanwhile, and need nothing done afterwards. They see the whole import or nothing of it: it holds the lock that
/// <see cref="SettledReader"/> waits for from before it moves the sequence until it is committed. A checkpoint made on the empty log stands at
/// 0 and says truly that nothing has been applied; it is carried over to the new incarnation, and its follower begins with the first event.</para>
/// <para>Locks are taken in the order of the rest of the program: a rebuild holds checkpoints while it waits for transactions that insert into
/// the log, so the checkpoints are ours before the first row is.</para>
/// </remarks>
public sealed class LogImport(NpgsqlDataSource database)
{
    private readonly Names _names = new();

    /// <summary>Imports.</summary>
    /// <param name="file">A file made by <see cref="LogExport"/>; it is compressed if it ends in .gz.</param>
    /// <param name="progress">Told the position read and the last one to read.</param>
    /// <param name="stop">Interrupts it; the log stays empty.</param>
    /// <exception cref="LogException">The log is not empty; or the file is no export, was cut off or altered. Nothing was imported.</exception>
    /// <exception cref="IOException">The file is not there, or cannot be read. Nothing was imported.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public async Task<LogContents> RunAsync(string file, IProgress<(long Done, long Of)>? progress = null, CancellationToken stop = default)
    {
        await using var from = LogFileReader.Open(file);
        // Whoever names the wrong file learns it before anything waits for the database.
        var header = (LogLine.Header)await from.NextAsync(stop);
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await HoldEmptyLogAsync(connection, stop);
        await BeginIncarnationAsync(connection, header, stop);
        try
        {
            var line = await NamesAsync(connection, from, stop);
            line = await EventsAsync(connection, from, line, e => progress?.Report((e.Position, header.LastPosition)), stop);
            line = await CommandsAsync(connection, from, line, stop);
            line = await ClaimsAsync(connection, from, line, stop);
            await MoveSequenceAsync(connection, header, stop);
            await transaction.CommitAsync(stop);
            return ((LogLine.Trailer)line).Contents;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new LogException($"{file} is no whole export of a log: the database refuses what is in it ({e.ConstraintName ?? e.SqlState}). Nothing was imported.", e);
        }
    }

    /// <summary>Locks appends, other imports and the making of followers out, and only then looks whether the log is empty.</summary>
    private static async Task HoldEmptyLogAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await Checkpoints.RunAsync(connection, "set local statement_timeout = 0", [], stop);
        await Checkpoints.RunAsync(connection, $"lock table {EventTable.Name}, log.checkpoint in exclusive mode", [], stop);
        await using var command = new NpgsqlCommand("""
            select exists (select from log.event) or exists (select from log.command) or exists (select from log.claim),
                   (select min(follower) from log.checkpoint where position > 0)
            """, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        if (row.GetBoolean(0))
            throw new LogException("The log is not empty, and an import goes into an empty log only. Nothing was changed. Make a new database, run 'migrate' on it, and import there before the first 'serve'.");
        if (!row.IsDBNull(1))
            throw new LogException($"The log is empty, but {row.GetString(1)} was made from another one that stood here. Nothing was changed. Make a new database, run 'migrate' on it, and import there.");
    }

    private static async Task BeginIncarnationAsync(NpgsqlConnection connection, LogLine.Header header, CancellationToken stop)
    {
        await Checkpoints.RunAsync(connection, "update log.incarnation set id = gen_random_uuid(), synthetic = $1, simulation = null, started_at = now()", [header.IsSynthetic], stop);
    }

    /// <summary>Makes the keys of all names before the events come: while rows stream in, the connection can do nothing else.</summary>
    private async Task<LogLine> NamesAsync(NpgsqlConnection connection, LogFileReader from, CancellationToken stop)
    {
        while (true)
            switch (await from.NextAsync(stop))
            {
                case LogLine.EventType type: await _names.TypeAsync(connection, type.Name, stop); break;
                case LogLine.Actor actor: await _names.ActorAsync(connection, actor.Who, stop); break;
                case LogLine.Client client: await _names.ClientAsync(connection, client.Name, stop); break;
                case var next: return next;
            }
    }

    private async Task<LogLine> EventsAsync(NpgsqlConnection connection, LogFileReader from, LogLine line, Action<RecordedEvent> taken, CancellationToken stop)
    {
        await using (var rows = await EventCopy.BeginAsync(connection, stop))
        {
            for (; line is LogLine.Event { What: var e }; line = await from.NextAsync(stop))
            {
                await EventCopy.WriteAsync(rows, connection, _names, e, stop);
                taken(e);
            }
            await rows.CompleteAsync(stop);
        }
        await EventCopy.FinishAsync(connection, stop);
        return line;
    }

    private async Task<LogLine> CommandsAsync(NpgsqlConnection connection, LogFileReader from, LogLine line, CancellationToken stop)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            "copy log.command (client, id, content_hash, last_position, streams, versions) from stdin (format binary)", stop);
        for (; line is LogLine.Command { Key: var key, Memory: var memory }; line = await from.NextAsync(stop))
        {
            await rows.StartRowAsync(stop);
            await rows.WriteAsync(await _names.ClientAsync(connection, key.Client, stop), NpgsqlDbType.Integer, stop);
            await rows.WriteAsync(key.Id, NpgsqlDbType.Uuid, stop);
            await rows.WriteAsync(memory.ContentHash, NpgsqlDbType.Bytea, stop);
            await rows.WriteAsync(memory.Position, NpgsqlDbType.Bigint, stop);
            await rows.WriteAsync(memory.Streams.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid, stop);
            await rows.WriteAsync(memory.Versions.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer, stop);
        }
        await rows.CompleteAsync(stop);
        return line;
    }

    private static async Task<LogLine> ClaimsAsync(NpgsqlConnection connection, LogFileReader from, LogLine line, CancellationToken stop)
    {
        await using var rows = await connection.BeginBinaryImportAsync("copy log.claim (key, stream) from stdin (format binary)", stop);
        for (; line is LogLine.HeldClaim { Held: var claim }; line = await from.NextAsync(stop))
        {
            await rows.StartRowAsync(stop);
            await rows.WriteAsync(claim.Key, NpgsqlDbType.Text, stop);
            await rows.WriteAsync(claim.Stream, NpgsqlDbType.Uuid, stop);
        }
        await rows.CompleteAsync(stop);
        return line;
    }

    /// <summary>
    /// The next append draws above every position that was drawn in the log the file came from, and in this one. A sequence is no part of a
    /// transaction: of an import that is cut off after this, higher positions in an empty log are all that is left.
    /// </summary>
    private static async Task MoveSequenceAsync(NpgsqlConnection connection, LogLine.Header header, CancellationToken stop)
    {
        if (header.LastDrawn == 0) return;
        await Checkpoints.RunAsync(connection,
            $"select setval('{EventTable.Sequence}', greatest($1, coalesce(pg_sequence_last_value('{EventTable.Sequence}'::regclass), 0)))", [header.LastDrawn], stop);
    }
}
