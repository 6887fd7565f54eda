using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>A funnel as one flat table: a line for each row and stage.</summary>
internal static class FunnelTable
{
    // What it is crossed with stands last, so that whoever reads the table by the number of a column finds the others where they were.
    private static readonly string[] Header =
        ["breakdown", "value", "unit", "stage", "stage_name", "count", "per_cent_of_previous", "per_cent_of_first", "pounds_a_year", "basis", .. ReportTable.Frame, "crossed_with", "crossed_value"];

    public static ReportTable Of(Funnel funnel) => new("funnel", Header, ["breakdown", "value", "crossed_with", "crossed_value", "unit", "stage"], ["count", "per_cent_of_previous", "per_cent_of_first", "pounds_a_year"], [.. Rows(funnel)]);

    private static IEnumerable<IReadOnlyList<string?>> Rows(Funnel funnel)
    {
        foreach (var row in funnel.Rows)
            foreach (var stage in row.Stages)
                yield return
                [
                    row.Key is null ? "all" : Codes.Name(funnel.By[0]), row.Label, Codes.Name(stage.Unit), stage.Stage,
                    StageNames.Of(stage.Stage).Name, stage.Count.Shown, stage.OfPrevious.Shown, stage.OfFirst.Shown, stage.PoundsAYear?.Shown,
                    Codes.Name(funnel.Basis), .. ReportTable.FrameOf(funnel),
                    row.CrossedLabel is null ? null : row.CrossedKey is null ? "all" : Codes.Name(funnel.By[1]), row.CrossedLabel,
                ];
    }
}
