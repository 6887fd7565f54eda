using System.Globalization;
using ReferralBroker.Domain;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>The logic model's outputs as one flat table: a line for each output and month, its definition on the line.</summary>
public static class LogicModelTable
{
    public static readonly IReadOnlyList<string> Header =
        ["output", "output_name", "unit", "period", "count", "definition", "source", "definition_version", "from", "to", "as_at", "log_position", "policy", "data"];

    public static IEnumerable<IReadOnlyList<string?>> Rows(LogicModel model)
    {
        foreach (var row in model.Outputs)
        {
            yield return Line("all", row.Count.Shown);
            foreach (var month in row.Months ?? []) yield return Line(month.Month, month.Count.Shown);

            IReadOnlyList<string?> Line(string period, string count) =>
            [
                row.Output.Code, row.Output.Name, row.Output.Unit is { } unit ? Codes.Name(unit) : null, period, count,
                row.Output.Definition, row.Output.Source, Day(row.Output.Version), Day(model.From), Day(model.To), model.AsAt is { } day ? Day(day) : "now",
                model.Position.ToString(CultureInfo.InvariantCulture), model.Policy, model.Synthetic ? "synthetic" : "recorded",
            ];
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
