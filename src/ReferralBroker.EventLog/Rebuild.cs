using System.Data;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>What a rebuild found.</summary>
/// <param name="Projection">The projection's name.</param>
/// <param name="Events">How many events were applied.</param>
/// <param name="Position">The position at which live and rebuilt rows were compared.</param>
/// <param name="Compared">False where the live rows were of another version or incarnation, or had parked streams, so that no comparison means anything.</param>
/// <param name="Differences">For each table that differed, its name and how many rows stood on one side only.</param>
public sealed record RebuildReport(string Projection, long Events, long Position, bool Compared, IReadOnlyList<TableDifference> Differences);

/// <summary>A table whose live and rebuilt rows differed.</summary>
public sealed record TableDifference(string Table, long Rows);

/// <summary>
/// Fills a projection again beside the live one, while appends go on; compares the two at one position; and switches in one step. It reads
/// only up to the live checkpoint: everything there is settled already. The checkpoint it leaves is that of the last event it applied.
/// </summary>
public sealed class Rebuild(NpgsqlDataSource database, Projection projection)
{
    private const int PageSize = 2000;
    private const int SwitchTries = 30;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly string _name = projection.CheckedName;
    private readonly string _shadow = projection.CheckedName + Suffix;

    /// <summary>Ends the name of the schema and of the checkpoint that a rebuild fills.</summary>
    internal const string Suffix = "_rebuild";

    /// <summary>Rebuilds and switches. One that was interrupted goes on where it stopped.</summary>
    /// <param name="progress">Told the position reached and the one to reach.</param>
    /// <param name="stop">Interrupts it; nothing is lost.</param>
    public Task<RebuildReport> RunAsync(IProgress<(long Done, long Of)>? progress = null, CancellationToken stop = default) => RunAsync(true, progress, stop);

    /// <summary>Rebuilds and compares, then throws the rebuilt rows away.</summary>
    public Task<RebuildReport> CompareAsync(IProgress<(long Done, long Of)>? progress = null, CancellationToken stop = default) => RunAsync(false, progress, stop);

    /// <summary>Rebuilds and switches where the live rows are of an older version; another process may be about it already, and is waited for.</summary>
    internal async Task UpgradeAsync(CancellationToken stop) => await LockedAsync(async connection =>
    {
        if ((await LiveAsync(connection, stop)).Version < projection.Version) await BuildAsync(connection, true, null, stop);
    }, stop);

    private async Task<RebuildReport> RunAsync(bool switchOver, IProgress<(long, long)>? progress, CancellationToken stop)
    {
        RebuildReport? report = null;
        await LockedAsync(async connection => report = await BuildAsync(connection, switchOver, progress, stop), stop);
        return report!;
    }

    /// <summary>One rebuild of a projection at a time. Another is waited for by asking again: a lock that is waited for would run into the session's limit.</summary>
    private async Task LockedAsync(Func<NpgsqlConnection, Task> work, CancellationToken stop)
    {
        if (projection.ActsOutside)
            throw new LogException($"{_name} stands for what was done outside, such as messages sent: it is never made a second time.");
        await using var connection = await database.OpenConnectionAsync(stop);
        await LogConditions.CheckAsync(connection, stop);
        while (!await TryLockAsync(connection, stop)) await Task.Delay(Again, stop);
        try
        {
            await work(connection);
        }
        finally
        {
            if (connection.FullState == ConnectionState.Open)
                await Checkpoints.RunAsync(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", ["rebuild " + _name], CancellationToken.None);
        }
    }

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new() { Value = "rebuild " + _name });
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task<Checkpoint> LiveAsync(NpgsqlConnection connection, CancellationToken stop) =>
        await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop)
        ?? throw new LogException($"There is no projection '{_name}' to rebuild yet: it is made when the broker first starts.");

    private async Task<RebuildReport> BuildAsync(NpgsqlConnection connection, bool switchOver, IProgress<(long, long)>? progress, CancellationToken stop)
    {
        FollowerStart.RefuseOthers(_name, await LiveAsync(connection, stop), projection);
        await BeginAsync(connection, stop);
        long events = 0;
        for (var behind = true; behind;) (behind, events) = await PageAsync(connection, events, progress, stop);
        return await FinishAsync(connection, events, switchOver, stop);
    }

    private async Task BeginAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var begun = await Checkpoints.ReadAsync(connection, _shadow, forUpdate: false, stop);
        var incarnation = await Checkpoints.IncarnationAsync(connection, stop);
        var isOurs = begun is not null && begun.Version == projection.Version && begun.Incarnation == incarnation && projection.TablesHash.AsSpan().SequenceEqual(begun.TablesHash);
        if (isOurs) return;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await DropShadowAsync(connection, stop);
        await Checkpoints.RunAsync(connection, $"create schema {_shadow}; {projection.Tables(_shadow)}", [], stop);
        await Checkpoints.CreateAsync(connection, _shadow, projection, position: 0, stop);
        await transaction.CommitAsync(stop);
    }

    private async Task<(bool Behind, long Events)> PageAsync(NpgsqlConnection connection, long events, IProgress<(long, long)>? progress, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var live = (await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop))!;
        var upTo = await UpToAsync(connection, live, stop);
        var applied = await ApplyNextAsync(connection, upTo, stop);
        await transaction.CommitAsync(stop);
        var reached = (await Checkpoints.ReadAsync(connection, _shadow, forUpdate: false, stop))!.Position;
        progress?.Report((reached, upTo));
        return (applied == PageSize, events + applied);
    }

    /// <summary>
    /// How far the log may be read: as far as the live rows go, which is settled. A checkpoint of an earlier incarnation, or beyond the end of
    /// the log, says nothing about this one: then as far as is settled now.
    /// </summary>
    private static async Task<long> UpToAsync(NpgsqlConnection connection, Checkpoint live, CancellationToken stop)
    {
        var reader = new SettledReader(connection);
        var known = live.Incarnation == await Checkpoints.IncarnationAsync(connection, stop) && live.Position <= await reader.LastDrawnAsync(stop);
        return known ? live.Position : await reader.SettledAsync(stop);
    }

    private async Task<int> ApplyNextAsync(NpgsqlConnection connection, long upTo, CancellationToken stop)
    {
        var mine = (await Checkpoints.ReadAsync(connection, _shadow, forUpdate: true, stop))!;
        var page = await LogSession.PageAsync(connection, mine.Position, upTo, PageSize, stop);
        if (page.Count == 0) return 0;
        var fit = await ParkedStreams.LeftOutAsync(connection, _shadow, page, stop);
        foreach (var (part, poison) in await TryWholeAsync(connection, fit, stop))
            if (poison is not null) await ParkedStreams.ParkAsync(connection, _shadow, part, poison, stop);
        await Checkpoints.MoveAsync(connection, _shadow, mine.Position, page[^1].Position, stop);
        return page.Count;
    }

    /// <summary>Applies a page; where it cannot be applied whole, event by event, naming those that cannot be applied at all.</summary>
    private async Task<List<(RecordedEvent, Exception?)>> TryWholeAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> page, CancellationToken stop)
    {
        var outcome = new List<(RecordedEvent, Exception?)>();
        if (page.Count == 0 || await TryAsync(connection, page, stop) is null) return outcome;
        var parked = new HashSet<Guid>();
        foreach (var one in page)
            if (!parked.Contains(one.Stream) && await TryAsync(connection, [one], stop) is { } poison)
            {
                parked.Add(one.Stream);
                outcome.Add((one, poison));
            }
        return outcome;
    }

    private async Task<Exception?> TryAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, CancellationToken stop)
    {
        await Checkpoints.RunAsync(connection, "savepoint page", [], stop);
        try
        {
            await projection.ApplyAsync(events, new(_shadow, connection), stop);
            await Checkpoints.RunAsync(connection, "release savepoint page", [], stop);
            return null;
        }
        catch (Exception e) when (Follower.IsPoison(e, connection))
        {
            await Checkpoints.RunAsync(connection, "rollback to savepoint page", [], stop);
            return e;
        }
    }

    private async Task<RebuildReport> FinishAsync(NpgsqlConnection connection, long events, bool switchOver, CancellationToken stop)
    {
        var (report, applied) = await CompareAsync(connection, events, stop);
        for (var tries = 1; ; tries++)
            try
            {
                return report with { Events = events + applied + await EndAsync(connection, switchOver, stop) };
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Whoever reads the rows now is waited for in short turns: a switch that stands in the queue would hold up every reader behind it.
                if (tries == SwitchTries)
                    throw new LogException($"{_name} is rebuilt but could not be switched: another session keeps its tables in use, such as a backup or a transaction left open ('status' names it). Run 'rebuild {_name}' again once that has ended: it goes on where it stopped.", e);
                await Task.Delay(Again, stop);
            }
    }

    /// <summary>Switches, or throws the rebuilt rows away. Answers how many events were applied on the way.</summary>
    private async Task<long> EndAsync(NpgsqlConnection connection, bool switchOver, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await Checkpoints.RunAsync(connection, "set local lock_timeout = '2s'", [], stop);
        long applied = 0;
        if (switchOver)
        {
            (var live, applied) = await CatchUpWithLockedAsync(connection, connection, stop);
            await RefuseWorseAsync(connection, live, stop);
            await SwitchAsync(connection, stop);
        }
        else await DropShadowAsync(connection, stop);
        await transaction.CommitAsync(stop);
        return applied;
    }

    /// <summary>Rows of this same version that lack nothing are not given up for rows that lack something: whatever kept it from being applied may pass.</summary>
    private async Task RefuseWorseAsync(NpgsqlConnection connection, Checkpoint live, CancellationToken stop)
    {
        if (live.Version != projection.Version || !live.IsOfThisLog) return;
        await using var command = new NpgsqlCommand("""
            select count(*) from log.parked b where b.follower = $2 and not exists (select from log.parked l where l.follower = $1 and l.stream = b.stream)
            """, connection);
        command.Parameters.Add(new() { Value = _name });
        command.Parameters.Add(new() { Value = _shadow });
        if (await command.ExecuteScalarAsync(stop) is long and > 0 and var worse)
            throw new LogException($"{_name} was not switched: {worse} streams could not be applied again that the live rows hold. Mend what keeps them from it and run 'rebuild {_name}' again.");
    }

    /// <summary>
    /// Compares both sides at one position, in one snapshot. The live follower waits only until that is taken, not while the rows are compared: a
    /// second session holds its checkpoint meanwhile.
    /// </summary>
    private async Task<(RebuildReport Report, long Applied)> CompareAsync(NpgsqlConnection connection, long events, CancellationToken stop)
    {
        await using var pin = await database.OpenConnectionAsync(stop);
        await using var held = await pin.BeginTransactionAsync(stop);
        await Checkpoints.RunAsync(pin, "set local idle_in_transaction_session_timeout = 0", [], stop);
        Checkpoint live;
        long applied;
        await using (var catchUp = await connection.BeginTransactionAsync(stop))
        {
            (live, applied) = await CatchUpWithLockedAsync(pin, connection, stop);
            await catchUp.CommitAsync(stop);
        }
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        await Checkpoints.RunAsync(connection, $"set local statement_timeout = '{LogDatabase.LongTimeout}s'", [], stop);
        var built = (await Checkpoints.ReadAsync(connection, _shadow, forUpdate: false, stop))!;
        await held.RollbackAsync(stop);
        var comparable = live.Version == built.Version && live.Incarnation == built.Incarnation && await ParkedCountAsync(connection, stop) == 0;
        var differences = comparable ? await DifferencesAsync(connection, stop) : [];
        await snapshot.RollbackAsync(stop);
        return (new(_name, events, built.Position, comparable, differences), applied);
    }

    /// <summary>Locks the live checkpoint on one session, then brings the rebuilt rows up to it on another or the same.</summary>
    private async Task<(Checkpoint Live, long Applied)> CatchUpWithLockedAsync(NpgsqlConnection locking, NpgsqlConnection writing, CancellationToken stop)
    {
        var live = (await Checkpoints.ReadAsync(locking, _name, forUpdate: true, stop))!;
        var upTo = await UpToAsync(writing, live, stop);
        long applied = 0;
        for (var page = PageSize; page == PageSize; applied += page) page = await ApplyNextAsync(writing, upTo, stop);
        return (live, applied);
    }

    private async Task SwitchAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await Checkpoints.RunAsync(connection, $"drop schema {_name} cascade; alter schema {_shadow} rename to {_name}", [], stop);
        await Checkpoints.RunAsync(connection, "delete from log.parked where follower = $1", [_name], stop);
        await Checkpoints.RunAsync(connection, "update log.parked set follower = $1 where follower = $2", [_name, _shadow], stop);
        // The live row is changed, not replaced: a follower that waits for it would find nothing.
        await Checkpoints.RunAsync(connection, """
            update log.checkpoint as live
               set version = built.version, incarnation = built.incarnation, position = built.position, tables_hash = built.tables_hash, moved_at = clock_timestamp()
              from log.checkpoint as built where live.follower = $1 and built.follower = $2
            """, [_name, _shadow], stop);
        await Checkpoints.RunAsync(connection, "delete from log.checkpoint where follower = $1", [_shadow], stop);
    }

    private async Task DropShadowAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await Checkpoints.RunAsync(connection, $"drop schema if exists {_shadow} cascade", [], stop);
        await Checkpoints.RunAsync(connection, "delete from log.checkpoint where follower = $1", [_shadow], stop);
    }

    private async Task<long> ParkedCountAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select count(*) from log.parked where follower in ($1, $2)", connection);
        command.Parameters.Add(new() { Value = _name });
        command.Parameters.Add(new() { Value = _shadow });
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task<List<TableDifference>> DifferencesAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var differences = new List<TableDifference>();
        foreach (var table in await TablesAsync(connection, stop))
        {
            await using var command = new NpgsqlCommand($"""
                select count(*) from (
                    (select t::text from {_name}.{table} t except all select t::text from {_shadow}.{table} t)
                    union all
                    (select t::text from {_shadow}.{table} t except all select t::text from {_name}.{table} t)) as odd
                """, connection) { CommandTimeout = LogDatabase.LongTimeout };
            if (await command.ExecuteScalarAsync(stop) is long rows and > 0) differences.Add(new(table, rows));
        }
        return differences;
    }

    private async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select quote_ident(tablename) from pg_tables where schemaname = $1 order by 1", connection);
        command.Parameters.Add(new() { Value = _shadow });
        await using var row = await command.ExecuteReaderAsync(stop);
        var tables = new List<string>();
        while (await row.ReadAsync(stop)) tables.Add(row.GetString(0));
        return tables;
    }
}
