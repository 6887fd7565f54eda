using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Outcomes;

/// <summary>Measures as one flat table: a line for each row and measure, its definition on the line.</summary>
internal static class OutcomesTable
{
    private static readonly string[] Header =
        ["breakdown", "value", "measure", "measure_name", "framework", "unit", "count", "of", "per_cent", "target_per_cent", "on_target", "definition", "source", "definition_version", .. ReportTable.Frame];

    public static ReportTable Of(MeasuredOutcomes outcomes) => new("outcomes", Header, Header[..3], Header[6..11], [.. Rows(outcomes)]);

    private static IEnumerable<IReadOnlyList<string?>> Rows(MeasuredOutcomes outcomes)
    {
        foreach (var row in outcomes.Rows)
            foreach (var figure in row.Measures)
                yield return
                [
                    row.Key is null ? "all" : Codes.Name(outcomes.By[0]), row.Label, figure.Measure.Code, figure.Measure.Name, figure.Measure.Framework, "referral",
                    figure.Count.Shown, figure.Of.Shown, figure.Rate.Shown, figure.Measure.Target?.ToString(CultureInfo.InvariantCulture), figure.IsOnTarget is { } met ? (met ? "yes" : "no") : figure.IsLeftOpen ? Figure.Unreliable.Shown : null,
                    figure.Measure.Definition, figure.Measure.Source, ReportTable.Day(figure.Measure.Version), .. ReportTable.FrameOf(outcomes),
                ];
    }
}
