using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Reads the log in the order of its positions without ever passing over an event that commits late.
/// </summary>
/// <remarks>
/// <para>Positions come from a sequence, and a sequence is drawn from before the row is committed: position 7 may become visible before
/// position 6. A reader that remembers only "I have seen 7" would lose 6 for good.</para>
/// <para>Why this one does not. An append holds a RowExclusiveLock on the table of events (<see cref="EventTable.Name"/>) from before it draws its first position until
/// its rows are visible or gone. So:</para>
/// <list type="number">
/// <item>read P, the last position drawn;</item>
/// <item>then read which transactions hold that lock: whoever drew a position up to P and has not ended is among them;</item>
/// <item>wait until each of those has ended (new ones do not matter: they draw above P);</item>
/// <item>then a fresh snapshot shows everything at or below P that will ever be there.</item>
/// </list>
/// <para>An unrelated transaction, however long, does not hold that lock and holds nobody up; an aborted append releases it; a dead
/// backend's lock goes with it. The reader takes no lock and reads all three in that order on one session, in no transaction that has appended or keeps one snapshot.</para>
/// <para>What it rests on, each checked or enforced: the sequence has cache 1 (<see cref="LogConditions"/>); an unused sequence
/// answers nothing; the server is the primary; a holder is known by its virtual transaction, within this database and this relation (a
/// database made from a template shares relation ids; a prepared transaction keeps its virtual id); positions are drawn only under that lock.
/// After a crash PostgreSQL may draw again positions that no flushed commit had used, so the caller moves its checkpoint only to the highest
/// row it saw, never to P itself, and starts again from the stored checkpoint after any connection error.</para>
/// </remarks>
internal sealed class SettledReader(NpgsqlConnection connection)
{
    private const string LastDrawn = $"select pg_sequence_last_value('{EventTable.Sequence}'::regclass)";

    private const string Holders = $"""
        select virtualtransaction from pg_locks
         where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
           and database = (select oid from pg_database where datname = current_database())
           and relation = '{EventTable.Name}'::regclass
        """;

    /// <summary>
    /// The next events after <paramref name="after"/>, oldest first, at most <paramref name="limit"/>; empty when there is none yet. Waits for
    /// appends that are under way, up to their own statement timeout.
    /// </summary>
    /// <exception cref="LogException">The sequence stands below a position already seen: the log was put back without a new incarnation.</exception>
    public async Task<IReadOnlyList<RecordedEvent>> NextAsync(long after, int limit, CancellationToken stop)
    {
        var last = await LastDrawnAsync(stop);
        if (last < after)
            throw new LogException($"The log's last position is {last}, a follower has already seen {after}: the log was restored or reset behind its back. Rebuild the projections.");
        if (last == after) return [];
        await HoldersEndedAsync(stop);
        return await LogSession.PageAsync(connection, after, last, limit, stop);
    }

    /// <summary>The position up to which everything that will ever be there can be seen now. Waits as <see cref="NextAsync"/> does.</summary>
    public async Task<long> SettledAsync(CancellationToken stop)
    {
        var last = await LastDrawnAsync(stop);
        await HoldersEndedAsync(stop);
        return last;
    }

    /// <summary>The last event of what is settled now; 0 when there is none. Waits as <see cref="NextAsync"/> does.</summary>
    public async Task<long> LastSettledEventAsync(CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select coalesce((select position from log.event where position <= $1 order by position desc limit 1), 0)", connection);
        command.Parameters.Add(new() { Value = await SettledAsync(stop) });
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>The last position drawn, whether or not it can be seen; 0 when there is none.</summary>
    public async Task<long> LastDrawnAsync(CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(LastDrawn, connection) { CommandTimeout = LogDatabase.LookTimeout };
        return await command.ExecuteScalarAsync(stop) is long last ? last : 0;
    }

    private async Task HoldersEndedAsync(CancellationToken stop)
    {
        var waitingFor = await HoldersAsync(stop);
        for (var tries = 0; waitingFor.Count > 0; tries++)
        {
            waitingFor.IntersectWith(await HoldersAsync(stop));
            if (waitingFor.Count > 0) await Task.Delay(tries < 20 ? 1 : 20, stop);
        }
    }

    private async Task<HashSet<string>> HoldersAsync(CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(Holders, connection) { CommandTimeout = LogDatabase.LookTimeout };
        await using var row = await command.ExecuteReaderAsync(stop);
        var holders = new HashSet<string>();
        while (await row.ReadAsync(stop)) holders.Add(row.GetString(0));
        return holders;
    }
}
