using ReferralBroker.Domain;

namespace ReferralBroker.Reporting.Waits;

/// <summary>Waits as one flat table: a line for each row, with what it must be read with at its side.</summary>
internal static class WaitTable
{
    private static readonly string[] Header =
    [
        "breakdown", "value", "start", "end", "unit", "referrals", "reached", "waiting", "median_days", "ninetieth_percentile_days", "within_7_days", "from_8_to_30_days", "over_30_days",
        .. ReportTable.Frame,
    ];

    public static ReportTable Of(WaitTimes waits) => new("waits", Header, Header[..5], Header[5..13], [.. waits.Rows.Select(row => (IReadOnlyList<string?>)
    [
        row.Key is null ? "all" : Codes.Name(waits.By[0]), row.Label, waits.Start, waits.End, "referral", row.Referrals.Shown, row.Reached.Shown, row.Waiting.Shown, row.Median.Shown, row.Ninetieth.Shown,
        row.Within7.Shown, row.Within30.Shown, row.Over30.Shown, .. ReportTable.FrameOf(waits),
    ])]);
}
