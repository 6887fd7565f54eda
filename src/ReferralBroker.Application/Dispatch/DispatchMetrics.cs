using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ReferralBroker.Application.Dispatch;

/// <summary>How many commands, of which verb, with what outcome, and how long they took. Nothing about whom.</summary>
public static class DispatchMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "ReferralBroker.Commands";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("referralbroker.command.duration", "s", "How long commands take, from their arrival to the acknowledged append.");

    internal static void Record(string verb, string outcome, TimeSpan took)
    {
        var tags = new TagList { { "verb", verb }, { "outcome", outcome } };
        Duration.Record(took.TotalSeconds, tags);
    }
}
