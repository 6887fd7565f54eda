using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Reasons;

/// <summary>Reasons as one flat table: a line for each row and reason.</summary>
internal static class ReasonTable
{
    private static readonly string[] Header = ["breakdown", "value", "loss", "unit", "reason", "reason_name", "count", "per_cent", "basis", .. ReportTable.Frame];

    public static ReportTable Of(LossReasons reasons) => new("reasons", Header, Header[..5], Header[6..8], [.. Rows(reasons)]);

    private static IEnumerable<IReadOnlyList<string?>> Rows(LossReasons reasons)
    {
        foreach (var row in reasons.Rows)
        {
            yield return Line("all", "All", row.Total.Shown, null);
            foreach (var reason in row.Reasons) yield return Line(reason.Reason, reason.Words, reason.Count.Shown, reason.OfAll.Shown);

            IReadOnlyList<string?> Line(string code, string words, string count, string? share) =>
            [
                row.Key is null ? "all" : Codes.Name(reasons.By[0]), row.Label, reasons.Loss, StageNames.Of(reasons.Loss).Unit == Unit.Conversation ? "conversation" : "referral", code, words, count, share,
                Codes.Name(reasons.Basis), .. ReportTable.FrameOf(reasons),
            ];
        }
    }
}
