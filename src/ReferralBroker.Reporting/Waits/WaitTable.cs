using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting.Waits;

/// <summary>Waits as one flat table: a line for each row, with what it must be read with at its side.</summary>
public static class WaitTable
{
    public static readonly IReadOnlyList<string> Header =
    [
        "breakdown", "value", "start", "end", "unit", "referrals", "reached", "waiting", "median_days", "ninetieth_percentile_days", "within_7_days", "from_8_to_30_days", "over_30_days",
        "from", "to", "as_at", "log_position", "policy", "data",
    ];

    public static IEnumerable<IReadOnlyList<string?>> Rows(WaitTimes waits, Dimension? by) => waits.Rows.Select(row => (IReadOnlyList<string?>)
    [
        row.Key is null ? "all" : Codes.Name(by!.Value), row.Label, waits.Start, waits.End, "referral", row.Referrals.Shown, row.Reached.Shown, row.Waiting.Shown, row.Median.Shown, row.Ninetieth.Shown,
        row.Within7.Shown, row.Within30.Shown, row.Over30.Shown, Day(waits.From), Day(waits.To), waits.AsAt is { } day ? Day(day) : "now",
        waits.Position.ToString(CultureInfo.InvariantCulture), waits.Policy, waits.Synthetic ? "synthetic" : "recorded",
    ]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
