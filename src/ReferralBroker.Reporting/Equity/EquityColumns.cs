using ReferralBroker.Domain;

namespace ReferralBroker.Reporting.Equity;

/// <summary>The columns of the table of who is referred and who gets there.</summary>
internal static class EquityColumns
{
    private static readonly string[] Header =
    [
        "breakdown", "value_code", "value", "crossed_with", "crossed_value", "unit", "sent", "per_cent_of_sent", "per_cent_of_employment_deprived", "index", "first_contact", "first_contact_per_cent", "job_start", "job_start_per_cent",
        .. ReportTable.Frame,
    ];

    public static ReportTable Of(EquityTable table) => new("equity", Header, Header[..6], Header[6..14], [.. table.Rows.Select(row => (IReadOnlyList<string?>)
    [
        row.Key is null ? "all" : Codes.Name(table.By[0]), row.Key, row.Label, row.CrossedKey is null ? null : Codes.Name(table.By[1]), row.CrossedLabel, "root-referral",
        row.Sent.Shown, row.Share.Shown, row.ResidentShare.Shown, row.Index.Shown, row.Contacted.Shown, row.ContactedRate.Shown, row.Started.Shown, row.StartedRate.Shown,
        .. ReportTable.FrameOf(table),
    ])]);
}
