using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Keeps one projection in step with the log. Its rows and its checkpoint are committed together. Among several processes one leads: it
/// holds an advisory lock on the very session it writes with, so that a leader that lost its lock can no longer commit.
/// </summary>
public sealed class Follower(NpgsqlDataSource database, Projection projection, ILogger logger) : IDisposable
{
    /// <summary>What kept an event from being applied may pass without a new program: a right that was missing, a table that was locked.</summary>
    public TimeSpan ParkedRetry { get; init; } = TimeSpan.FromMinutes(1);

    private const int PageSize = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Under load a page for each event would cost more than the events: what comes within this time of a page shares the next.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);

    /// <summary>How long the streams that are parked may keep a follower from the others, each time they are tried.</summary>
    private static readonly TimeSpan ReplayAtMost = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A session that leads looks several times a second. One that is silent for longer has lost its process, even if the network between still
    /// answers for that: the server ends it, and its lead is free.
    /// </summary>
    private const string EndIfSilent = "set idle_session_timeout = '8s'";

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly string _name = projection.CheckedName;
    private readonly FollowerStart _start = new(database, projection);

    /// <summary>The projection's name.</summary>
    public string Name => _name;

    /// <summary>Whether this process is the one that writes this projection's rows.</summary>
    public bool Leads { get; private set; }

    /// <summary>The kind of fault that last stopped it, until it works again here or another process leads it.</summary>
    public string? Fault { get; private set; }

    /// <summary>Tells it that something may have been appended. The log itself remains the truth: it also looks without being told.</summary>
    public void Wake()
    {
        try { _wake.Release(); } catch (SemaphoreFullException) { /* it is awake already */ }
    }

    /// <summary>Follows until told to stop. A lost connection, a restart of the server or another leader only make it wait.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                try
                {
                    await _start.UpgradeAsync(connection, stop);
                    if (await TryLeadAsync(connection, stop)) await LeadAsync(connection, stop);
                    // Another process leads it: whatever stopped this one is no longer what matters.
                    else Fault = null;
                }
                finally
                {
                    Leads = false;
                    await ReleaseAsync(connection);
                }
                await WaitAsync(StandBy, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was, a projection must not stop in silence: it is said, shown on the health page, and tried again.
                Say(FaultOf(e));
                await WaitAsync(StandBy, stop);
            }
        }
    }

    /// <summary>
    /// Returns once its tables are there, empty or filled, and makes them where nobody has yet. So a process can see to it, before it takes requests, that
    /// none finds a table missing.
    /// </summary>
    /// <exception cref="LogException">The server, the log or a schema of that name are not such that it may make them.</exception>
    public async Task BeginAsync(CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        while (await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop) is null)
        {
            if (!await TryLeadAsync(connection, stop))
            {
                await Task.Delay(50, stop);
                continue;
            }
            try
            {
                await _start.PrepareAsync(connection, stop);
            }
            finally
            {
                await ReleaseAsync(connection);
            }
        }
    }

    /// <summary>Applies everything there is now and returns. For commands and tests; a leader elsewhere makes it wait its turn.</summary>
    public async Task CatchUpAsync(CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await _start.UpgradeAsync(connection, stop);
        while (!await TryLeadAsync(connection, stop)) await Task.Delay(50, stop);
        try
        {
            await PrepareAsync(connection, stop);
            var reader = new SettledReader(connection);
            while (await StepAsync(connection, reader, stop) > 0) { }
        }
        finally
        {
            await ReleaseAsync(connection);
        }
    }

    private async Task LeadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await PrepareAsync(connection, stop);
        await Checkpoints.RunAsync(connection, EndIfSilent, [], stop);
        Leads = true;
        logger.LogDebug("Follower {Follower} leads", _name);
        var reader = new SettledReader(connection);
        var replayed = Stopwatch.StartNew();
        while (!stop.IsCancellationRequested)
        {
            var applied = await StepAsync(connection, reader, stop);
            Fault = null;
            if (applied == 0) await _wake.WaitAsync(Look, stop);
            else if (applied < PageSize) await Task.Delay(Gather, stop);
            if (replayed.Elapsed < ParkedRetry) continue;
            await LogConditions.CheckAsync(connection, stop);
            await ReplayParkedAsync(connection, ReplayAtMost, stop);
            replayed.Restart();
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await _start.PrepareAsync(connection, stop);
        await ReplayParkedAsync(connection, TimeSpan.MaxValue, stop);
    }

    private async Task ReplayParkedAsync(NpgsqlConnection connection, TimeSpan atMost, CancellationToken stop)
    {
        var freed = await ParkedStreams.ReplayAsync(connection, _name, projection, atMost, stop);
        if (freed > 0) logger.LogInformation("Follower {Follower} applied {Freed} streams that had been parked", _name, freed);
    }

    /// <summary>One page. Answers how many events were in it.</summary>
    private async Task<int> StepAsync(NpgsqlConnection connection, SettledReader reader, CancellationToken stop)
    {
        var checkpoint = (await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop))!;
        RefuseChanged(checkpoint);
        var page = await reader.NextAsync(checkpoint.Position, PageSize, stop);
        if (page.Count == 0) return 0;
        try
        {
            await ApplyAsync(connection, page, stop);
        }
        catch (Exception e) when (IsPoison(e, connection))
        {
            foreach (var one in page) await ApplyOrParkAsync(connection, one, stop);
        }
        return page.Count;
    }

    private async Task ApplyOrParkAsync(NpgsqlConnection connection, RecordedEvent one, CancellationToken stop)
    {
        try
        {
            await ApplyAsync(connection, [one], stop);
        }
        catch (Exception e) when (IsPoison(e, connection))
        {
            await ParkAsync(connection, one, e, stop);
        }
    }

    private async Task ParkAsync(NpgsqlConnection connection, RecordedEvent one, Exception why, CancellationToken stop)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            if (await NotYetAsync(connection, one.Position, stop) is not { } checkpoint) return;
            await ParkedStreams.ParkAsync(connection, _name, one, why, stop);
            await Checkpoints.MoveAsync(connection, _name, checkpoint.Position, one.Position, stop);
            await transaction.CommitAsync(stop);
            logger.LogError("Follower {Follower} parked stream {Stream} at position {Position}: {Fault}", _name, one.Stream, one.Position, why.GetType().Name);
        }
        catch (PostgresException e)
        {
            // The checkpoint has not moved: it comes back to this event until one or the other can be done.
            throw new LogException($"{_name} could not apply the event at position {one.Position} ({why.GetType().Name}), nor park its stream ({e.SqlState}): it goes no further until one of them can be done.", e);
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> page, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await NotYetAsync(connection, page[^1].Position, stop) is not { } checkpoint) return;
        var fit = await ParkedStreams.LeftOutAsync(connection, _name, page, stop);
        if (fit.Count > 0) await projection.ApplyAsync(fit, new(_name, connection), stop);
        await Checkpoints.MoveAsync(connection, _name, checkpoint.Position, page[^1].Position, stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>
    /// The checkpoint, if it stands before a position. Its row is locked first of all: a rebuild that switches takes it too, so the tables cannot
    /// change under a page.
    /// </summary>
    private async Task<Checkpoint?> NotYetAsync(NpgsqlConnection connection, long position, CancellationToken stop)
    {
        var checkpoint = (await Checkpoints.ReadAsync(connection, _name, forUpdate: true, stop))!;
        RefuseChanged(checkpoint);
        return checkpoint.Position < position ? checkpoint : null;
    }

    private void RefuseChanged(Checkpoint checkpoint)
    {
        if (checkpoint.Version != projection.Version)
            throw new LogException($"{_name} was rebuilt as version {checkpoint.Version}, this program makes version {projection.Version}: it starts again.");
        if (!checkpoint.IsOfThisLog)
            throw new LogException($"The log has begun another life since {_name} was last looked at: it starts again.");
    }

    /// <summary>
    /// A fault of the event, or of the code that applies it; not one of the connection, the server or our own shutting down, nor one that would meet
    /// every event alike, such as a missing right or table, or a vault that is closed: those stop the follower, or all its streams would be parked
    /// one by one.
    /// </summary>
    internal static bool IsPoison(Exception e, NpgsqlConnection connection) =>
        e is not (OperationCanceledException or LogException)
        && connection.FullState == System.Data.ConnectionState.Open
        && (e is PostgresException p ? !p.IsTransient && OfAnEvent.Contains(p.SqlState[..2]) : e is not NpgsqlException);

    /// <summary>Classes of database faults that come from the values at hand: cardinality, data, constraints, limits, and what functions raise.</summary>
    private static readonly FrozenSet<string> OfAnEvent = ["21", "22", "23", "54", "P0"];

    /// <summary>What may be shown of a fault: the message of a database error may quote a row, but for one that names the thing this role has no right to.</summary>
    private static string FaultOf(Exception e) => e switch
    {
        LogException => e.Message,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } p => $"{p.MessageText} ({p.SqlState})",
        PostgresException p => $"{nameof(PostgresException)} {p.SqlState}",
        _ => e.GetType().Name,
    };

    /// <summary>Says it once: it is tried again every second, and the log is no place to count that.</summary>
    private void Say(string fault)
    {
        if (Fault != fault) logger.LogWarning("Follower {Follower} stopped ({Fault}) and tries again", _name, fault);
        Fault = fault;
    }

    private async Task<bool> TryLeadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new() { Value = "follower " + _name });
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken stop)
    {
        try { await Task.Delay(time, stop); } catch (OperationCanceledException) { /* the loop looks at the token */ }
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        if (connection.FullState != System.Data.ConnectionState.Open) return;
        try
        {
            // Sessions are not reset when they go back to the pool, so what this one took must be given up by name.
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all(); reset idle_session_timeout", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // Nearly always the session is gone, and its lock with it. Where it is not, nobody may meet it again with the lead still in its hands.
            await connection.CloseAsync();
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
