using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ReferralBroker.EventLog.Drills;

/// <summary>A process of the broker that follows, as far as the log can tell: pools and followers of its own.</summary>
internal sealed class FollowingProcess : IAsyncDisposable
{
    private readonly NpgsqlDataSource _pool;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public FollowingProcess(string connectionString)
    {
        _pool = LogDatabase.OpenForFollowers(connectionString, 6);
        Followers = [.. DrillProjection.All().Select(p => new Follower(_pool, p, NullLogger.Instance))];
        _run = Task.WhenAll(Followers.Select(f => Task.Run(() => f.RunAsync(_stop.Token))));
    }

    public IReadOnlyList<Follower> Followers { get; }

    /// <summary>Whether it leads every projection.</summary>
    public bool LeadsAll => Followers.All(f => f.Leads);

    public void Wake()
    {
        foreach (var follower in Followers) follower.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // One that hangs on a dead connection must not hang the drill; what it holds ends with its pool.
        var ended = await Task.WhenAny(_run, Task.Delay(TimeSpan.FromSeconds(10))) == _run;
        await _pool.DisposeAsync();
        if (!ended) return;
        foreach (var follower in Followers) follower.Dispose();
        _stop.Dispose();
    }
}

/// <summary>A site at work: writers, and two processes that follow.</summary>
internal sealed class Running : IAsyncDisposable
{
    public const int WriterCount = 4;

    private readonly NpgsqlDataSource _pool;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Site _site;
    private readonly Task _writing;

    /// <param name="site">What is worked on.</param>
    /// <param name="writeTo">Where writers connect to, if not straight to the server.</param>
    /// <param name="followAt">Where each process that follows connects to.</param>
    /// <param name="firstWriter">The number of the first of the writers.</param>
    /// <param name="pauseMilliseconds">How long each rests between two commands.</param>
    public Running(Site site, string? writeTo = null, IReadOnlyList<string>? followAt = null, int firstWriter = 0, int pauseMilliseconds = 2)
    {
        _site = site;
        _pool = LogDatabase.Open(writeTo ?? site.ConnectionString, WriterCount + 2);
        Processes = [.. (followAt ?? [site.ConnectionString, site.ConnectionString]).Select(at => new FollowingProcess(at))];
        var log = new Log(_pool);
        log.Appended += _ => Processes.ForEach(p => p.Wake());
        var first = Enumerable.Range(firstWriter, WriterCount).Select(w => new Ask(w, site.Ledger.NextOf(w))).ToList();
        Writers = new(log, site.Ledger.Run, first, TimeSpan.FromMilliseconds(pauseMilliseconds), site.Ledger);
        _writing = Writers.RunAsync(_stop.Token, _abandon.Token);
    }

    public Writers Writers { get; }

    public List<FollowingProcess> Processes { get; }

    /// <summary>Waits until so many more commands have been acknowledged, and answers how long that took.</summary>
    public Task<TimeSpan> AcknowledgesAsync(int more, TimeSpan? bound = null)
    {
        var enough = _site.Ledger.AcknowledgedCount + more;
        return Patiently.UntilAsync(() => _site.Ledger.AcknowledgedCount >= enough, $"{more} more commands are acknowledged", bound);
    }

    /// <summary>
    /// Waits until followers have applied all that is committed at a moment after this one, and answers how long that took. Errors of the
    /// question itself, while the server is away, count as "not yet".
    /// </summary>
    public async Task<TimeSpan> FollowsAsync(Site? at = null, TimeSpan? bound = null)
    {
        var site = at ?? _site;
        await using var enquirer = new Enquirer(site);
        long? last = null;
        return await Patiently.UntilAsync(async () =>
        {
            last ??= await enquirer.AskAsync<long>("select coalesce(max(position), 0) from log.event");
            return last is not null && await enquirer.AskAsync<long>($"select count(*) from log.checkpoint where position >= {last}") == 2;
        }, "followers go on", bound);
    }

    /// <summary>Has the writers stop after what is under way.</summary>
    public async Task StopWritingAsync()
    {
        await _stop.CancelAsync();
        await _writing.WaitAsync(Patiently.Bound);
    }

    /// <summary>Ends everything and judges: what is in doubt is asked again, what is acknowledged is asked again too, the rest is read off the rows.</summary>
    public async Task<Verdict> EndAsync(Site? at = null)
    {
        var site = at ?? _site;
        await StopWritingAsync();
        await FollowsAsync(site);
        await DisposeAsync();
        await site.AskAgainAsync();
        return await site.InspectAtRestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_abandon.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _abandon.CancelAsync();
        await Task.WhenAny(_writing, Task.Delay(TimeSpan.FromSeconds(20)));
        foreach (var process in Processes) await process.DisposeAsync();
        await _pool.DisposeAsync();
    }
}
