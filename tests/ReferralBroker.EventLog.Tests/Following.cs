using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A follower that runs until this is disposed.</summary>
internal sealed class Following : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public Following(NpgsqlDataSource database, Projection projection, TimeSpan? parkedRetry = null)
    {
        Follower = new(database, projection, NullLogger.Instance) { ParkedRetry = parkedRetry ?? TimeSpan.FromMinutes(1) };
        _run = Task.Run(() => Follower.RunAsync(_stop.Token));
    }

    public Follower Follower { get; }

    public Task LeadsAsync() => Eventually.TrueAsync(() => Follower.Leads, "the follower leads");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        Follower.Dispose();
        _stop.Dispose();
    }
}
