using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How long people wait between two stages.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class WaitsModel(WaitReport report) : ReportPage
{
    public override string Path => "/reports/waits";

    public WaitTimes Result { get; private set; } = null!;

    public ReportFoot Foot => new(Result.Notes, Result.AsAt, Result.Position, With(("as", "csv")));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await BeginAsync(crossed: 1) is { } not) return not;
        var (stages, problem) = StagePair.Read(HttpContext, (StageNames.Sent, StageNames.FirstContact), WaitReport.Stages);
        if (problem is not null) return Wrong(problem);
        var question = new WaitQuestion(From, To, stages!.Start, stages.End, Scope.AsAt, Today) { By = Filters.One, Only = Filters.Only, Within = Scope.Within };
        if (await report.AskAsync(question, Scope.Policy, Stop) is not { } waits) return NotClosed;
        Result = waits;
        return Shown(WaitTable.Header, WaitTable.Rows(waits, question.By), "waits.csv");
    }
}
