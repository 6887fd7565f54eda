using Microsoft.Extensions.Logging;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Wakes the followers of this process when any process has appended. It looks at the last position drawn, many times a second, on one session for
/// all of them. A NOTIFY with each commit would tell sooner, at the price of a lock on the whole database that commits queue behind. It is a hint
/// and no more: a follower that is never woken still looks at the log by itself.
/// </summary>
public sealed class LogWatch(NpgsqlDataSource database, Action wake, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    /// <summary>Watches until told to stop. A server that does not answer only makes it wait.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                await WatchAsync(new SettledReader(connection), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was, it must not end the watch: followers would only look four times a second, and nobody would know why.
                logger.LogDebug("The log could not be watched ({Fault} {State})", e.GetType().Name, (e as PostgresException)?.SqlState);
                try { await Task.Delay(AfterFault, stop); } catch (OperationCanceledException) { return; }
            }
        }
    }

    private async Task WatchAsync(SettledReader reader, CancellationToken stop)
    {
        for (long seen = -1; ; await Task.Delay(Interval, stop))
        {
            var last = await reader.LastDrawnAsync(stop);
            if (last != seen) wake();
            seen = last;
        }
    }
}
