using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Reasons;

/// <summary>Reasons as one flat table: a line for each row and reason, with what it must be read with at its side.</summary>
public static class ReasonTable
{
    public static readonly IReadOnlyList<string> Header =
        ["breakdown", "value", "loss", "unit", "reason", "reason_name", "count", "per_cent", "basis", "from", "to", "as_at", "log_position", "policy", "data"];

    public static IEnumerable<IReadOnlyList<string?>> Rows(LossReasons reasons, Dimension? by)
    {
        foreach (var row in reasons.Rows)
        {
            yield return Line("all", "All", row.Total.Shown, null);
            foreach (var reason in row.Reasons) yield return Line(reason.Reason, reason.Words, reason.Count.Shown, reason.OfAll.Shown);

            IReadOnlyList<string?> Line(string code, string words, string count, string? share) =>
            [
                row.Key is null ? "all" : Codes.Name(by!.Value), row.Label, reasons.Loss, StageNames.Of(reasons.Loss).Unit == Unit.Conversation ? "conversation" : "referral", code, words, count, share,
                Codes.Name(reasons.Basis), Day(reasons.From), Day(reasons.To), reasons.AsAt is { } day ? Day(day) : "now",
                reasons.Position.ToString(CultureInfo.InvariantCulture), reasons.Policy, reasons.Synthetic ? "synthetic" : "recorded",
            ];
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
