using ReferralBroker.Application.Clock;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Hosting;

/// <summary>What is done because its time has come, and not because somebody asked. To do one of them twice does no harm.</summary>
public enum DueWork
{
    /// <summary>Close every day that has ended.</summary>
    CloseDays,

    /// <summary>Mark every referral whose promise was not kept.</summary>
    MarkOverdue,

    /// <summary>Send the notices that are due.</summary>
    SendNotices,
}

/// <summary>Has due work done.</summary>
public interface IDueWork
{
    /// <summary>Does it, or sees to it that it is done.</summary>
    Task DoAsync(DueWork work, CancellationToken stop);
}

/// <summary>Does it at once, in this process.</summary>
public sealed class DueWorkAtOnce(BrokerClock clock, NoticeSender sender, ILogger<DueWorkAtOnce> logger) : IDueWork
{
    public async Task DoAsync(DueWork work, CancellationToken stop)
    {
        switch (work)
        {
            case DueWork.CloseDays:
                await clock.CloseDaysAsync(stop);
                break;
            case DueWork.MarkOverdue:
                var marked = await clock.TickAsync(stop);
                if (marked > 0) logger.LogInformation("Marked {Marked} referrals as overdue", marked);
                break;
            case DueWork.SendNotices:
                await sender.SendDueAsync(stop);
                break;
            default:
                throw new InvalidOperationException($"Nobody does {work}.");
        }
    }
}
