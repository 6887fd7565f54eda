using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>A funnel as one flat table: a line for each row and stage, with the notes it must be read with on every line's side.</summary>
public static class FunnelTable
{
    public static readonly IReadOnlyList<string> Header =
        ["breakdown", "value", "unit", "stage", "stage_name", "count", "per_cent_of_previous", "per_cent_of_first", "pounds_a_year", "basis", "from", "to", "as_at", "log_position", "policy", "data", "crossed_with", "crossed_value"];

    public static IEnumerable<IReadOnlyList<string?>> Rows(Funnel funnel)
    {
        foreach (var row in funnel.Rows)
            foreach (var stage in row.Stages)
                yield return
                [
                    row.Key is null ? "all" : Codes.Name(funnel.By[0]), row.Label, Codes.Name(stage.Unit), stage.Stage,
                    StageNames.Of(stage.Stage).Name, stage.Count.Shown, stage.OfPrevious.Shown, stage.OfFirst.Shown, stage.PoundsAYear?.Shown,
                    Codes.Name(funnel.Basis), Day(funnel.From), Day(funnel.To), funnel.AsAt is { } day ? Day(day) : "now",
                    funnel.Position.ToString(CultureInfo.InvariantCulture), funnel.Policy, funnel.Synthetic ? "synthetic" : "recorded",
                    // Last, so that whoever reads the table by the number of a column finds the others where they were.
                    row.CrossedLabel is null ? null : row.CrossedKey is null ? "all" : Codes.Name(funnel.By[1]), row.CrossedLabel,
                ];
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
