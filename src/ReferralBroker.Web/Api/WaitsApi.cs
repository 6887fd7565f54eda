using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports/waits</summary>
public static class WaitsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/waits", WaitsAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<WaitTimes>().Produces(200, contentType: "text/csv")
        .WithSummary($"How long it takes from one stage to another. from, to, start (a stage, usually sent), end (usually first-contact), asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter; Accept: text/csv for the same table");

    private static async Task<IResult> WaitsAsync(HttpContext http, WaitReport report, TimeProvider time)
    {
        var (stages, problem) = StagePair.Read(http, (StageNames.Sent, StageNames.FirstContact), WaitReport.Stages);
        if (problem is not null) return problem;
        (var filters, problem) = ReportFilters.Read(http, 1);
        if (problem is not null) return problem;
        (var scope, problem) = await ReportScope.ReadAsync(http);
        if (problem is not null) return problem;
        var question = new WaitQuestion(scope!.From, scope.To, stages!.Start, stages.End, scope.AsAt, EnglandTime.DateOf(time.GetUtcNow()))
        {
            By = filters!.One,
            Only = filters.Only,
            Within = scope.Within,
        };
        var waits = await report.AskAsync(question, scope.Policy, http.RequestAborted);
        if (waits is null) return ReportScope.DayNotClosed;
        return CsvResult.IsWanted(http) ? new CsvResult(WaitTable.Header, WaitTable.Rows(waits, question.By), "waits.csv") : Results.Ok(waits);
    }
}
