using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// An append-only log of events in streams, on PostgreSQL. An acknowledged append is durable; a lost race is a refusal, not a lost write;
/// the events of several streams are appended together or not at all; a command is remembered for ever.
/// </summary>
public sealed class Log(NpgsqlDataSource database)
{
    private readonly Names _names = new();

    /// <summary>Raised in this process after an append, so that followers here need not wait for their next look.</summary>
    public event Action<long>? Appended;

    /// <summary>A session on one connection, for the load and the append of one command. Dispose it.</summary>
    public async Task<LogSession> OpenAsync(CancellationToken stop = default) =>
        new(await database.OpenConnectionAsync(stop), _names, position => Appended?.Invoke(position));

    /// <summary>The events of one stream in version order; empty if it does not exist.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> ReadAsync(Guid stream, CancellationToken stop = default)
    {
        await using var session = await OpenAsync(stop);
        return await session.ReadAsync([stream], stop);
    }

    /// <summary>The stream that holds a claim, or null.</summary>
    public async Task<Guid?> HolderOfAsync(string claim, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select stream from log.claim where key = $1");
        command.Parameters.Add(new() { Value = claim });
        return (Guid?)await command.ExecuteScalarAsync(stop);
    }

    /// <summary>The names of all events that were ever appended.</summary>
    public async Task<IReadOnlyList<string>> EventTypesAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select name from log.event_type order by name");
        await using var row = await command.ExecuteReaderAsync(stop);
        var names = new List<string>();
        while (await row.ReadAsync(stop)) names.Add(row.GetString(0));
        return names;
    }

    /// <summary>Whether everything in this log is invented.</summary>
    public async Task<bool> IsSyntheticAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select synthetic from log.incarnation");
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>
    /// Marks the log as holding only what one simulation invents. Answers false, and marks nothing, where it holds anything else; true for an empty
    /// log, and for one that this same simulation was filling.
    /// </summary>
    public async Task<bool> MarkSyntheticAsync(Guid simulation, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            update log.incarnation set synthetic = true, simulation = $1
             where simulation = $1 or (simulation is null and not exists (select from log.event))
            """);
        command.Parameters.Add(new() { Value = simulation });
        return await command.ExecuteNonQueryAsync(stop) > 0;
    }
}
