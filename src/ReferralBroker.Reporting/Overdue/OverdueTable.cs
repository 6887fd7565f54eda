using ReferralBroker.Domain;

namespace ReferralBroker.Reporting.Overdue;

/// <summary>What is overdue as one flat table: a line for each row, and one for each thing awaited in it.</summary>
internal static class OverdueTable
{
    private static readonly string[] Header =
    [
        "breakdown", "value", "awaited", "awaited_name", "to_act", "sent", "overdue", "per_cent", "silent", "late_7_days_or_fewer", "late_8_to_28_days", "late_over_28_days", .. ReportTable.Frame,
    ];

    public static ReportTable Of(OverdueReferrals overdue) => new("overdue", Header, Header[..3], Header[5..12], [.. Rows(overdue)]);

    private static IEnumerable<IReadOnlyList<string?>> Rows(OverdueReferrals overdue)
    {
        foreach (var row in overdue.Rows)
        {
            string?[] what = [row.Key is null ? "all" : Codes.Name(overdue.By[0]), row.Label];
            yield return [.. what, "all", "All", null, row.Sent.Shown, row.Overdue.Shown, row.Share.Shown, row.Silent.Shown, row.Within7.Shown, row.Within28.Shown, row.Over28.Shown, .. ReportTable.FrameOf(overdue)];
            foreach (var one in row.Awaiting) yield return [.. what, one.Awaited, one.Words, one.By, null, one.Count.Shown, null, null, null, null, null, .. ReportTable.FrameOf(overdue)];
        }
    }
}
