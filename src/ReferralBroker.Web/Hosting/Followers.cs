using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Hosting;

/// <summary>The followers of this process, one for each projection. Each holds one session of the followers' pool.</summary>
public sealed class Followers(
    [FromKeyedServices(BrokerServices.FollowerPool)] NpgsqlDataSource database, IEnumerable<Projection> projections, Log log, ILogger<Followers> logger) : IDisposable
{
    private readonly Follower[] _all = [.. projections.Select(p => new Follower(database, p, logger))];

    public IReadOnlyList<Follower> All => _all;

    /// <summary>Follows until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        void Wake(long position)
        {
            foreach (var follower in _all) follower.Wake();
        }
        log.Appended += Wake;
        try
        {
            await Task.WhenAll(_all.Select(f => f.RunAsync(stop)));
        }
        finally
        {
            log.Appended -= Wake;
        }
    }

    /// <summary>Applies everything there is now, each beside the others.</summary>
    public Task CatchUpAsync(CancellationToken stop = default) => Task.WhenAll(_all.Select(f => f.CatchUpAsync(stop)));

    /// <summary>Applies everything there is now to one projection.</summary>
    public Task CatchUpAsync(string name, CancellationToken stop = default) => _all.First(f => f.Name == name).CatchUpAsync(stop);

    public void Dispose()
    {
        foreach (var follower in _all) follower.Dispose();
    }
}

/// <summary>Runs the followers while the server runs.</summary>
public sealed class FollowersService(Followers followers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => followers.RunAsync(stoppingToken);
}
