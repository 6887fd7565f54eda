using ReferralBroker.Domain;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>The logic model's outputs as one flat table: a line for each output and month, its definition on the line.</summary>
internal static class LogicModelTable
{
    private static readonly string[] Header = ["output", "output_name", "unit", "period", "count", "definition", "source", "definition_version", .. ReportTable.Frame, "baseline", "target"];

    public static ReportTable Of(LogicModel model) => new("logic-model", Header, ["output", "unit", "period"], ["count", "baseline"], [.. Rows(model)]);

    private static IEnumerable<IReadOnlyList<string?>> Rows(LogicModel model)
    {
        foreach (var row in model.Outputs)
        {
            yield return Line("all", row.Count.Shown, row.Baseline.Shown);
            foreach (var month in row.Months ?? []) yield return Line(month.Month, month.Count.Shown, null);

            IReadOnlyList<string?> Line(string period, string count, string? baseline) =>
            [
                row.Output.Code, row.Output.Name, row.Output.Unit is { } unit ? Codes.Name(unit) : null, period, count,
                row.Output.Definition, row.Output.Source, ReportTable.Day(row.Output.Version), .. ReportTable.FrameOf(model), baseline, row.Output.Target,
            ];
        }
    }
}
