using ReferralBroker.Application.Looks;

namespace ReferralBroker.Web.Hosting;

/// <summary>Tells the vault every half minute how far the record of looks has come, and says so loudly where it is not what it was.</summary>
public sealed class LookAnchorService(LookTrail looks, ILogger<LookAnchorService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (; ; await Task.Delay(Interval, stoppingToken)) await AnchorAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task AnchorAsync(CancellationToken stop)
    {
        try
        {
            if (!await looks.AnchorAsync(stop)) logger.LogCritical("The record of looks is not what the vault knows of it: it was changed, or its end is missing. Run 'verify'.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogWarning("How far the record of looks has come could not be kept ({Fault})", e.GetType().Name);
        }
    }
}
