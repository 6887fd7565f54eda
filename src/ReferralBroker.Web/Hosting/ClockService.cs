using ReferralBroker.Domain;

namespace ReferralBroker.Web.Hosting;

/// <summary>Runs the never-silent clock while the server runs. Several processes may: each mark is made once, whoever is first.</summary>
public sealed class ClockService(IDueWork work, Readiness readiness, TimeProvider time, ILogger<ClockService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work.DoAsync(DueWork.CloseDays, stoppingToken);
                var isReady = (await readiness.AskAsync(ReadinessFor.Anybody, stoppingToken)).IsReady;
                // Deadlines that are still being applied would be looked through in vain.
                if (isReady) await work.DoAsync(DueWork.MarkOverdue, stoppingToken);
                await Task.Delay(isReady ? UntilNext() : Soon, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning("The clock stopped ({Fault}) and tries again", e.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
            }
        }
    }

    /// <summary>The usual interval, or less where a day ends before it is over: what is recorded after midnight belongs behind the day's mark.</summary>
    private TimeSpan UntilNext()
    {
        var now = time.GetUtcNow();
        var midnight = EnglandTime.StartOf(EnglandTime.DateOf(now).AddDays(1)) - now;
        return midnight < Interval ? midnight : Interval;
    }
}
