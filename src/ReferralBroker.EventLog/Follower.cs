using Microsoft.Extensions.Logging;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Keeps one projection in step with the log. Its rows and its checkpoint are committed together. Among several processes one leads: it
/// holds an advisory lock on the very session it writes with, so that a leader that lost its lock can no longer commit.
/// </summary>
public sealed class Follower(NpgsqlDataSource database, Projection projection, ILogger logger) : IDisposable
{
    private const int PageSize = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly string _name = projection.CheckedName;

    /// <summary>The projection's name.</summary>
    public string Name => _name;

    /// <summary>Whether this process is the one that writes this projection's rows.</summary>
    public bool Leads { get; private set; }

    /// <summary>The kind of fault that last stopped it, until it works again.</summary>
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
                    if (await TryLeadAsync(connection, stop)) await LeadAsync(connection, stop);
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
                Fault = e is LogException ? e.Message : e.GetType().Name;
                // The message of a database error may quote a row; its state does not.
                logger.LogWarning("Follower {Follower} stopped ({Fault} {State}) and tries again", _name, Fault, (e as PostgresException)?.SqlState);
                await WaitAsync(StandBy, stop);
            }
        }
    }

    /// <summary>Applies everything there is now and returns. For commands and tests; a leader elsewhere makes it wait its turn.</summary>
    public async Task CatchUpAsync(CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        while (!await TryLeadAsync(connection, stop)) await Task.Delay(50, stop);
        try
        {
            await PrepareAsync(connection, stop);
            var reader = new SettledReader(connection);
            while (await StepAsync(connection, reader, stop)) { }
        }
        finally
        {
            await ReleaseAsync(connection);
        }
    }

    private async Task LeadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await PrepareAsync(connection, stop);
        Leads = true;
        Fault = null;
        logger.LogDebug("Follower {Follower} leads", _name);
        var reader = new SettledReader(connection);
        while (!stop.IsCancellationRequested)
            if (!await StepAsync(connection, reader, stop)) await _wake.WaitAsync(Look, stop);
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var checkpoint = await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop);
        if (checkpoint is null)
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await Checkpoints.RunAsync(connection, $"create schema {_name}; {projection.Tables(_name)}", [], stop);
            await Checkpoints.CreateAsync(connection, _name, projection.Version, stop);
            await transaction.CommitAsync(stop);
            return;
        }
        if (checkpoint.Incarnation != await Checkpoints.IncarnationAsync(connection, stop))
            throw new LogException($"{_name} was made from an earlier incarnation of this log: run 'rebuild {_name}'.");
        if (checkpoint.Version > projection.Version)
            throw new LogException($"{_name} is of version {checkpoint.Version}, this program makes only version {projection.Version}: a newer program has taken over. Stop this one.");
        if (checkpoint.Version < projection.Version)
            await new Rebuild(database, projection).RunAsync(stop: stop);
        var freed = await ParkedStreams.ReplayAsync(connection, _name, events => projection.ApplyAsync(events, new(_name, connection), stop), stop);
        if (freed > 0) logger.LogInformation("Follower {Follower} applied {Freed} streams that had been parked", _name, freed);
    }

    /// <summary>One page. Answers false when there was nothing to do.</summary>
    private async Task<bool> StepAsync(NpgsqlConnection connection, SettledReader reader, CancellationToken stop)
    {
        var checkpoint = (await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop))!;
        var page = await reader.NextAsync(checkpoint.Position, PageSize, stop);
        if (page.Count == 0) return false;
        try
        {
            await ApplyAsync(connection, page, stop);
        }
        catch (Exception e) when (IsPoison(e, connection))
        {
            foreach (var one in page) await ApplyOrParkAsync(connection, one, stop);
        }
        return true;
    }

    private async Task ApplyOrParkAsync(NpgsqlConnection connection, RecordedEvent one, CancellationToken stop)
    {
        try
        {
            await ApplyAsync(connection, [one], stop);
        }
        catch (Exception e) when (IsPoison(e, connection))
        {
            logger.LogError("Follower {Follower} parked stream {Stream} at position {Position}: {Fault}", _name, one.Stream, one.Position, e.GetType().Name);
            await using var transaction = await connection.BeginTransactionAsync(stop);
            var checkpoint = (await Checkpoints.ReadAsync(connection, _name, forUpdate: true, stop))!;
            await ParkedStreams.ParkAsync(connection, _name, one, e, stop);
            await Checkpoints.MoveAsync(connection, _name, checkpoint.Position, one.Position, stop);
            await transaction.CommitAsync(stop);
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> page, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // The checkpoint's row is locked first: a rebuild that switches takes it too, so the tables cannot change under a page.
        var checkpoint = (await Checkpoints.ReadAsync(connection, _name, forUpdate: true, stop))!;
        if (checkpoint.Version != projection.Version)
            throw new LogException($"{_name} was rebuilt as version {checkpoint.Version}, this program makes version {projection.Version}: it starts again.");
        if (checkpoint.Position >= page[^1].Position) return;
        var fit = await ParkedStreams.LeftOutAsync(connection, _name, page, stop);
        if (fit.Count > 0) await projection.ApplyAsync(fit, new(_name, connection), stop);
        await Checkpoints.MoveAsync(connection, _name, checkpoint.Position, page[^1].Position, stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>A fault of the event, or of the code that applies it; not one of the connection, the server or our own shutting down.</summary>
    internal static bool IsPoison(Exception e, NpgsqlConnection connection) =>
        e is not (OperationCanceledException or LogException)
        && connection.FullState == System.Data.ConnectionState.Open
        && e is not PostgresException { IsTransient: true } and not PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
        && (e is PostgresException or not NpgsqlException);

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
            // Sessions are not reset when they go back to the pool, so the lock must be given up by name.
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException) { /* the session is gone and its lock with it */ }
    }
}
