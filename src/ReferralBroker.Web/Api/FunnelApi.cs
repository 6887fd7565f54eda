using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports/funnel</summary>
public static class FunnelApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/funnel", FunnelAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<Funnel>().Produces(200, contentType: "text/csv")
        .WithSummary($"From conversation to sustained work. from, to, basis=cohort|activity, asAt, by (one or two of {ReportFilters.Words}), and any of these but month as a filter, such as ethnicGroup=asian; Accept: text/csv for the same table");

    private static async Task<IResult> FunnelAsync(HttpContext http, FunnelReport report)
    {
        if (ReportScope.Code(http, "basis", Basis.Cohort) is not { } basis) return ReportScope.UnknownCode<Basis>("basis");
        var (filters, problem) = ReportFilters.Read(http, FunnelQuestion.MostCrossed);
        if (problem is not null) return problem;
        (var scope, problem) = await ReportScope.ReadAsync(http);
        if (problem is not null) return problem;
        var question = new FunnelQuestion(scope!.From, scope.To, basis, scope.AsAt) { By = filters!.By, Only = filters.Only, Within = scope.Within };
        var funnel = await report.AskAsync(question, scope.Policy, http.RequestAborted);
        if (funnel is null) return ReportScope.DayNotClosed;
        return CsvResult.IsWanted(http) ? new CsvResult(FunnelTable.Header, FunnelTable.Rows(funnel), "funnel.csv") : Results.Ok(funnel);
    }
}
