using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Hosting;

/// <summary>The followers of this process, one for each projection. Each holds one session of the followers' pool, and so does the watch that wakes them.</summary>
public sealed class Followers(
    [FromKeyedServices(BrokerServices.FollowerPool)] NpgsqlDataSource database, IEnumerable<Projection> projections, Log log, ILogger<Followers> logger) : IDisposable
{
    private readonly Follower[] _all = [.. OneByName(projections).Select(p => new Follower(database, p, logger))];

    public IReadOnlyList<Follower> All => _all;

    /// <summary>Follows until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // What this process appends it knows at once; what others append the watch sees.
        void Appended(long position) => Wake();
        log.Appended += Appended;
        try
        {
            await Task.WhenAll([new LogWatch(database, Wake, logger).RunAsync(stop), .. _all.Select(f => f.RunAsync(stop))]);
        }
        finally
        {
            log.Appended -= Appended;
        }
    }

    /// <summary>Returns once every projection's tables are there.</summary>
    public Task BeginAsync(CancellationToken stop = default) => Task.WhenAll(_all.Select(f => f.BeginAsync(stop)));

    /// <summary>Applies everything there is now, each beside the others.</summary>
    public Task CatchUpAsync(CancellationToken stop = default) => Task.WhenAll(_all.Select(f => f.CatchUpAsync(stop)));

    /// <summary>Applies everything there is now to one projection.</summary>
    public Task CatchUpAsync(string name, CancellationToken stop = default) => _all.First(f => f.Name == name).CatchUpAsync(stop);

    public void Dispose()
    {
        foreach (var follower in _all) follower.Dispose();
    }

    private void Wake()
    {
        foreach (var follower in _all) follower.Wake();
    }

    /// <summary>Two that share a name would share a schema and a checkpoint, and each would undo the other.</summary>
    private static IEnumerable<Projection> OneByName(IEnumerable<Projection> projections) =>
        projections.GroupBy(p => p.Name).Select(g => g.Count() == 1 ? g.Single() : throw new LogException($"{g.Count()} projections have the name '{g.Key}': give each its own."));
}

/// <summary>Runs the followers while the server runs. The server takes requests only once there are tables to answer from.</summary>
public sealed class FollowersService(Followers followers) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var begun = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        begun.CancelAfter(Patience);
        try
        {
            await followers.BeginAsync(begun.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // What hinders it may pass, and what needs no projection works meanwhile: each follower says itself what stops it, and goes on trying.
        }
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => followers.RunAsync(stoppingToken);
}
