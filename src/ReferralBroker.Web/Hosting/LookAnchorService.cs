using ReferralBroker.Application.Looks;

namespace ReferralBroker.Web.Hosting;

/// <summary>Tells the vault every half minute how far the record of looks has come, and says so loudly where it is not what it was.</summary>
public sealed class LookAnchorService(LookTrail looks, ILogger<LookAnchorService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await looks.AnchorAsync(stoppingToken)) logger.LogCritical("The record of looks is not what the vault knows of it: it was changed, or its end is missing. Run 'verify'.");
                await Task.Delay(Interval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning("How far the record of looks has come could not be kept ({Fault})", e.GetType().Name);
                await Task.Delay(Interval, CancellationToken.None);
            }
        }
    }
}
