using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>/api/reports/{name}: every report, as JSON or as the same table in a file.</summary>
internal static class ReportsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var report in AskableReport.All)
            routes.MapGet($"/api/reports/{report.Name}", (Delegate)((HttpContext http) => AnswerAsync(http, report)))
                .Requires(Right.ReadReports).WithTags("Reports").Produces(200, report.Answer).Produces(200, contentType: "text/csv").WithSummary($"{report.Summary}; Accept: text/csv for the same table");
        foreach (var (opened, parts) in PartsAsk.All)
            routes.MapGet($"/api/reports/{opened}/parts", (Delegate)((HttpContext http) => AnswerAsync(http, parts)))
                .Requires(Right.ReadReports).WithTags("Reports").Produces(200, parts.Answer).Produces(200, contentType: "text/csv").WithSummary(parts.Summary);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, AskableReport report)
    {
        var (scope, problem) = await ReportScope.ReadAsync(http, report);
        if (problem is not null) return problem;
        var reply = await report.AskAsync(new(http.RequestServices, http.Request.Query, http.Actor().Role, scope!, http.RequestAborted));
        return reply.Problem ?? (CsvResult.IsWanted(http) ? new CsvResult(reply.Answer!.AsTable()) : Results.Ok<object>(reply.Answer));
    }
}
