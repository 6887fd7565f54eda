using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>One connection, held while one command loads its streams and appends to them.</summary>
public sealed class LogSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly Names _names;
    private readonly Action<long> _appended;

    private bool _isUnconfirmed;

    internal LogSession(NpgsqlConnection connection, Names names, Action<long> appended)
    {
        (_connection, _names, _appended) = (connection, names, appended);
        _connection.Notice += Noticed;
    }

    /// <summary>The events of several streams, in the order of their positions, so each stream in version order.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync(IReadOnlyCollection<Guid> streams, CancellationToken stop = default)
    {
        await using var command = new NpgsqlCommand($"{EventTable.Select} where e.stream = any($1) order by e.position", _connection);
        command.Parameters.Add(new() { Value = streams.ToArray() });
        return await ReadAllAsync(command, stop);
    }

    /// <summary>The last event of a stream, or null if it does not exist: enough where each event says all there is to know.</summary>
    public async Task<RecordedEvent?> ReadLastAsync(Guid stream, CancellationToken stop = default)
    {
        await using var command = new NpgsqlCommand($"{EventTable.Select} where e.stream = $1 order by e.version desc limit 1", _connection);
        command.Parameters.Add(new() { Value = stream });
        return await ReadAllAsync(command, stop) is [var last] ? last : null;
    }

    /// <summary>What the log remembers of a command, or null if it was never done. What it answers has reached every disk that an append waits for.</summary>
    /// <exception cref="LogException">A synchronous standby is asked for and did not confirm.</exception>
    public async Task<CommandMemory?> RememberAsync(CommandKey key, CancellationToken stop = default)
    {
        await using var command = new NpgsqlCommand("""
            select c.content_hash, c.last_position, c.streams, c.versions
              from log.command c join log.client k on k.id = c.client
             where k.name = $1 and c.id = $2
            """, _connection);
        command.Parameters.Add(new() { Value = key.Client });
        command.Parameters.Add(new() { Value = key.Id });
        CommandMemory memory;
        await using (var row = await command.ExecuteReaderAsync(stop))
        {
            if (!await row.ReadAsync(stop)) return null;
            memory = new(row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetFieldValue<Guid[]>(2), row.GetFieldValue<int[]>(3));
        }
        await ConfirmAsync(stop);
        return memory;
    }

    /// <summary>Appends, or tells why not. When it answers <see cref="AppendResult.Appended"/> the events are on disk.</summary>
    /// <exception cref="ArgumentException">The request holds no event, or names a stream twice.</exception>
    /// <exception cref="LogException">The sequence of positions stands behind the log; or a synchronous standby is asked for and did not confirm.</exception>
    public async Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken stop = default)
    {
        if (request.Streams.Count == 0 || request.Streams.Any(s => s.Events.Count == 0))
            throw new ArgumentException("An append holds at least one event for each stream it names.", nameof(request));
        if (request.Streams.Select(s => s.Stream).Distinct().Count() != request.Streams.Count)
            throw new ArgumentException("An append names each stream once.", nameof(request));
        try
        {
            _isUnconfirmed = false;
            if (await EventWriter.WriteAsync(_connection, _names, request, stop) is not { } position) return await ExplainAsync(request, null, stop);
            RefuseUnconfirmed();
            _appended(position);
            return new AppendResult.Appended(position);
        }
        catch (PostgresException e) when (e.ConstraintName == EventTable.PositionKey)
        {
            throw new LogException($"The sequence {EventTable.Sequence} drew a position that an event has already: the log was restored or reset without it. Set it to the log's last position.", e);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            return await ExplainAsync(request, e, stop);
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection.Notice -= Noticed;
        return _connection.DisposeAsync();
    }

    /// <summary>
    /// Waits until all that this server has committed is also where an append would wait for it to be. After a crash the server shows commits of its own
    /// that no standby ever had; a command of those must not be answered as done, or a failover would lose it.
    /// </summary>
    private async Task ConfirmAsync(CancellationToken stop)
    {
        _isUnconfirmed = false;
        await using var command = new NpgsqlCommand("select pg_logical_emit_message(true, 'referral-broker', '')", _connection);
        await command.ExecuteNonQueryAsync(stop);
        RefuseUnconfirmed();
    }

    private void RefuseUnconfirmed()
    {
        if (_isUnconfirmed)
            throw new LogException("It is on this server, but its synchronous standby has not confirmed it in time, so it is not acknowledged. Sent again under the same id it is not done twice.");
    }

    /// <summary>A wait for the standby that is cut short, by a limit or by a caller who has gone, ends in success with this warning: no error says so.</summary>
    private void Noticed(object sender, NpgsqlNoticeEventArgs notice) => _isUnconfirmed |= notice.Notice.Routine == "SyncRepWaitForLSN";

    private async Task<AppendResult> ExplainAsync(AppendRequest request, PostgresException? e, CancellationToken stop)
    {
        if (await RememberAsync(request.Command, stop) is { } memory)
            return memory.ContentHash.AsSpan().SequenceEqual(request.Command.ContentHash)
                ? new AppendResult.Repeated(memory.Position)
                : new AppendResult.Reused();
        if (e?.ConstraintName == "claim_key" && await HeldByAnotherAsync(request.Claims, stop) is { } held)
            return new AppendResult.ClaimHeld(held);
        // A stream moved on, a deadlock was broken, or the claim in the way is gone again: all call for another look.
        return new AppendResult.VersionConflict();
    }

    private async Task<Claim?> HeldByAnotherAsync(IReadOnlyList<Claim> claims, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select key, stream from log.claim where key = any($1) limit 1", _connection);
        command.Parameters.Add(new() { Value = claims.Select(c => c.Key).ToArray() });
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new Claim(row.GetString(0), row.GetGuid(1)) : null;
    }

    /// <summary>The events after one position up to another, in the order of their positions.</summary>
    internal static async Task<IReadOnlyList<RecordedEvent>> PageAsync(NpgsqlConnection connection, long after, long upTo, int limit, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"{EventTable.Select} where e.position > $1 and e.position <= $2 order by e.position limit $3", connection);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAllAsync(command, stop);
    }

    /// <summary>The events of one stream between two positions, both included.</summary>
    internal static async Task<IReadOnlyList<RecordedEvent>> PartAsync(NpgsqlConnection connection, Guid stream, long from, long upTo, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"{EventTable.Select} where e.stream = $1 and e.position between $2 and $3 order by e.version", connection);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = upTo });
        return await ReadAllAsync(command, stop);
    }

    private static async Task<IReadOnlyList<RecordedEvent>> ReadAllAsync(NpgsqlCommand command, CancellationToken stop)
    {
        var events = new List<RecordedEvent>();
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) events.Add(ReadEvent(row));
        return events;
    }

    /// <summary>The event in a row of <see cref="EventTable.Select"/>.</summary>
    internal static RecordedEvent ReadEvent(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetInt32(2), row.GetString(3),
        row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateOnly>(5),
        new(row.GetString(6), row.GetString(7), row.GetString(8)),
        row.GetGuid(9), row.IsDBNull(10) ? null : row.GetGuid(10), row.GetGuid(11), row.GetString(12));
}
