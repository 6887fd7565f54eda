using ReferralBroker.Application.Clock;

namespace ReferralBroker.Web.Hosting;

/// <summary>Runs the never-silent clock while the server runs. Several processes may: each mark is made once, whoever is first.</summary>
public sealed class ClockService(BrokerClock clock, Readiness readiness, ILogger<ClockService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Deadlines that are still being applied would be looked through in vain.
                if ((await readiness.AskAsync(stoppingToken)).IsReady)
                {
                    var marked = await clock.TickAsync(stoppingToken);
                    if (marked > 0) logger.LogInformation("Marked {Marked} referrals as overdue", marked);
                }
                await Task.Delay(Interval, stoppingToken);
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
}
