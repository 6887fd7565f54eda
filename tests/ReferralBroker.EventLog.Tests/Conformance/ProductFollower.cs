using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>The broker's own follower, with a projection that records what it is given.</summary>
internal sealed class ProductFollower : IFollowerUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestLog _log;
    private readonly NpgsqlConnection _watching;
    private readonly Recorder _recorder = new();
    private CancellationTokenSource _stop = new();
    private Task? _looking;

    private ProductFollower(TestLog log, NpgsqlConnection watching) => (_log, _watching) = (log, watching);

    /// <summary>A follower that has asked the same so many times waits for something.</summary>
    public int AsksAgain { get; init; } = 12;

    public static async Task<ProductFollower> StartAsync(TestLog log, bool hurried = false)
    {
        await log.CatchUpAsync(new Recorder());
        await log.RunAsync(Recorder.DiesBeforeCommit);
        var watching = await log.Database.OpenConnectionAsync();
        return hurried ? new(log, watching) { AsksAgain = 2 } : new(log, watching);
    }

    public async Task<Look> LookAsync(DeathPoint? dies = null)
    {
        // A look that waited until now may have ended before what was appended last.
        if (_looking is not null && await GoOnAsync() is var before and not Look.Ended) return before;
        await ArmAsync(dies);
        _looking = Task.Run(() => CatchUpAsync(_recorder, _stop.Token));
        return await GoOnAsync();
    }

    private async Task<Look> GoOnAsync()
    {
        await EndsOrWaitsAsync(_looking!);
        if (!_looking!.IsCompleted) return Look.Waits;
        try
        {
            await _looking;
            return Look.Ended;
        }
        catch (NpgsqlException) when (_recorder.Dies is not null)
        {
            await ArmAsync(null);
            return Look.Died;
        }
        finally
        {
            _looking = null;
        }
    }

    public async Task RestartAsync()
    {
        await _stop.CancelAsync();
        // Let go of first: what it throws is thrown once, and never again by whoever disposes of this.
        var looking = _looking ?? Task.CompletedTask;
        _looking = null;
        _stop.Dispose();
        _stop = new();
        try
        {
            await looking;
        }
        catch (OperationCanceledException) { /* it was told to stop */ }
        catch (NpgsqlException) when (_recorder.Dies is not null) { /* it was to die, and did before it stopped */ }
    }

    public async ValueTask DisposeAsync()
    {
        await RestartAsync();
        _stop.Dispose();
        await _watching.DisposeAsync();
    }

    public async Task<long> MarkAsync() => await _log.Progress.PositionAsync(Recorder.Schema);

    public Task ClearAsync() => _log.RunAsync($"delete from {Recorder.Applied}");

    private async Task CatchUpAsync(Projection projection, CancellationToken stop)
    {
        using var follower = new Follower(_log.Followers, projection, NullLogger.Instance);
        await follower.CatchUpAsync(stop);
    }

    private async Task ArmAsync(DeathPoint? dies)
    {
        var changes = dies != _recorder.Dies && (dies == DeathPoint.BeforeCommit || _recorder.Dies == DeathPoint.BeforeCommit);
        _recorder.Dies = dies;
        if (changes) await _log.RunAsync("update public.death set armed = $1", dies == DeathPoint.BeforeCommit);
    }

    /// <summary>
    /// Until the follower has ended, or asks the same again and again and changes nothing: whatever it asks, nobody else in this database does
    /// anything now.
    /// </summary>
    private async Task EndsOrWaitsAsync(Task looking)
    {
        var asked = new HashSet<(int, string, DateTime)>();
        for (var waited = Stopwatch.StartNew(); !looking.IsCompleted && waited.Elapsed < Patience; await Task.WhenAny(looking, Task.Delay(1)))
        {
            asked.UnionWith(await StatementsAsync());
            if (asked.GroupBy(a => (a.Item1, a.Item2)).Any(same => same.Count() >= AsksAgain)) return;
        }
    }

    /// <summary>The last statement of each other session that is in no transaction, and when it began.</summary>
    private async Task<List<(int, string, DateTime)>> StatementsAsync()
    {
        await using var command = new NpgsqlCommand("""
            select pid, query, query_start from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and query_start is not null
               and state <> 'idle in transaction' and coalesce(xact_start >= query_start, true)
            """, _watching);
        await using var row = await command.ExecuteReaderAsync();
        var statements = new List<(int, string, DateTime)>();
        while (await row.ReadAsync()) statements.Add((row.GetInt32(0), row.GetString(1), row.GetDateTime(2)));
        return statements;
    }
}

/// <summary>Records what was applied in the order in which it was, and has its session ended where it is told to.</summary>
internal sealed class Recorder : Projection
{
    public const string Schema = "recorder";
    public const string Applied = $"{Schema}.applied";

    /// <summary>Ends the session that moves a checkpoint when it comes to commit.</summary>
    public const string DiesBeforeCommit = """
        create table public.death (armed boolean not null);
        insert into public.death values (false);
        create function public.die() returns trigger language plpgsql as $$
        begin
            if (select armed from public.death) then
                perform pg_terminate_backend(pg_backend_pid());
                perform pg_sleep(10);
            end if;
            return null;
        end $$;
        create constraint trigger dies after update on log.checkpoint deferrable initially deferred for each row execute function public.die();
        """;

    public DeathPoint? Dies { get; set; }

    public override string Name => Schema;

    public override int Version => 1;

    // No key on the position: what is applied twice stands there twice. "place" is what no other projection may have: it tells when, not only what.
    protected override string Tables(string schema) => $"""
        create table {schema}.applied (place bigint generated always as identity, position bigint not null, stream uuid not null, version integer not null);
        """;

    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        for (var i = 0; i < page.Count; i++)
        {
            if (Dies == DeathPoint.MiddleOfPage && i == page.Count / 2) await Seen.EndSessionAsync(target.Connection);
            var (position, stream, version) = (page[i].Position, page[i].Stream, page[i].Version);
            await target.RunAsync($"insert into {target.Schema}.applied (position, stream, version) values ($1, $2, $3)", stop, position, stream, version);
        }
        if (Dies == DeathPoint.BetweenRowsAndMark) await Seen.EndSessionAsync(target.Connection);
    }
}
