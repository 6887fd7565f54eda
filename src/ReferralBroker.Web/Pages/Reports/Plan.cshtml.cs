using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>The outputs of the delivery plan's logic model, month by month.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class PlanModel(LogicModelReport report) : ReportPage
{
    public override string Path => "/reports/plan";

    public LogicModel Result { get; private set; } = null!;

    /// <summary>The months of the period, as "May 2026".</summary>
    public IReadOnlyList<string> Months => [.. (Result.Outputs.FirstOrDefault(o => o.Months is not null)?.Months ?? []).Select(m => DateOnly.ParseExact(m.Month, "yyyy-MM", CultureInfo.InvariantCulture).ToString("MMM yyyy", CultureInfo.InvariantCulture))];

    public ReportFoot Foot => new(Result.Notes, Result.AsAt, Result.Position, With(("as", "csv")));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await BeginAsync(crossed: 0) is { } not) return not;
        var question = new LogicModelQuestion(From, To, ByMonth: true, Scope.AsAt) { Organisation = Scope.Organisation, Provider = Scope.Provider };
        if (await report.AskAsync(question, Scope.Policy, Stop) is not { } model) return NotClosed;
        Result = model;
        return Shown(LogicModelTable.Header, LogicModelTable.Rows(model), "plan.csv");
    }
}
