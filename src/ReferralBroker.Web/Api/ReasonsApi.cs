using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports/reasons</summary>
public static class ReasonsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/reasons", ReasonsAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<LossReasons>().Produces(200, contentType: "text/csv")
        .WithSummary($"Why referrals and offers end: from, to, loss={string.Join('|', ReasonNames.Losses.Select(l => l.Code))} (usually declined), basis=cohort|activity, asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter; Accept: text/csv for the same table");

    private static async Task<IResult> ReasonsAsync(HttpContext http, ReasonReport report)
    {
        if (ReportScope.Code(http, "basis", Basis.Activity) is not { } basis) return ReportScope.UnknownCode<Basis>("basis");
        var code = http.Request.Query["loss"].ToString() is { Length: > 0 } asked ? asked : StageNames.Declined.Code;
        if (ReasonNames.Losses.All(l => l.Code != code)) return Problems.UnknownCode($"This is not one of: {string.Join(", ", ReasonNames.Losses.Select(l => l.Code))}.", "loss");
        var (filters, problem) = ReportFilters.Read(http, 1);
        if (problem is not null) return problem;
        if (StageNames.Of(code).Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return refused;
        (var scope, problem) = await ReportScope.ReadAsync(http);
        if (problem is not null) return problem;
        var question = new ReasonQuestion(scope!.From, scope.To, basis, code, scope.AsAt)
        {
            By = filters!.One,
            Only = filters.Only,
            Within = scope.Within,
        };
        var reasons = await report.AskAsync(question, scope.Policy, http.RequestAborted);
        if (reasons is null) return ReportScope.DayNotClosed;
        return CsvResult.IsWanted(http) ? new CsvResult(ReasonTable.Header, ReasonTable.Rows(reasons, question.By), "reasons.csv") : Results.Ok(reasons);
    }
}
