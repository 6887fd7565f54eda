using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports/logic-model</summary>
public static class LogicModelApi
{
    private enum By
    {
        None,
        Month,
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/logic-model", LogicModelAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<LogicModel>().Produces(200, contentType: "text/csv")
        .WithSummary("The outputs of the delivery plan's logic model, each with its definition. from, to, by=none|month, asAt; Accept: text/csv for the same table");

    private static async Task<IResult> LogicModelAsync(HttpContext http, LogicModelReport report)
    {
        if (ReportScope.Code(http, "by", By.None) is not { } by) return ReportScope.UnknownCode<By>("by");
        var (scope, problem) = await ReportScope.ReadAsync(http);
        if (problem is not null) return problem;
        var question = new LogicModelQuestion(scope!.From, scope.To, by == By.Month, scope.AsAt) { Organisation = scope.Organisation, Provider = scope.Provider };
        var model = await report.AskAsync(question, scope.Policy, http.RequestAborted);
        if (model is null) return ReportScope.DayNotClosed;
        return CsvResult.IsWanted(http) ? new CsvResult(LogicModelTable.Header, LogicModelTable.Rows(model), "logic-model.csv") : Results.Ok(model);
    }
}
