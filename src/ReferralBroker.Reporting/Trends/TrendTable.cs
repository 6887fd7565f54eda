using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Trends;

/// <summary>A run chart as one flat table: a line for each month.</summary>
internal static class TrendTable
{
    private static readonly string[] Header = ["stage", "stage_name", "unit", "month", "count", "mean", "lower_limit", "upper_limit", "trial_limits", "signals", "definition_changed", .. ReportTable.Frame];

    public static ReportTable Of(Trend trend) => new("trend", Header, Header[..4], Header[4..11], [.. trend.Months.Select(month => (IReadOnlyList<string?>)
    [
        trend.Stage, StageNames.Of(trend.Stage).Name, Codes.Name(StageNames.Of(trend.Stage).Unit), month.Month, month.Count.Shown,
        Written(trend.Limits?.Mean), Written(trend.Limits?.Low), Written(trend.Limits?.High), trend.Limits is { IsTrial: var isTrial } ? (isTrial ? "yes" : "no") : null,
        string.Join(' ', month.Signals.Select(Codes.Name)), month.DefinitionChanged ? "yes" : "no",
        .. ReportTable.FrameOf(trend),
    ])]);

    private static string? Written(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture);
}
