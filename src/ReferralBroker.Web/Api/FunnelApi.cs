using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports/funnel</summary>
public static class FunnelApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/funnel", FunnelAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<Funnel>().Produces(200, contentType: "text/csv")
        .WithSummary("From conversation to sustained work. from, to, basis=cohort|activity, by=none|journey|service|setting|organisation|month, asAt, journey, service, setting; Accept: text/csv for the same table");

    private static async Task<IResult> FunnelAsync(HttpContext http, FunnelReport report)
    {
        var (filters, problem) = Filters(http);
        if (problem is not null) return problem;
        (var scope, problem) = await ReportScope.ReadAsync(http);
        if (problem is not null) return problem;
        var question = filters! with { From = scope!.From, To = scope.To, AsAt = scope.AsAt, Organisation = scope.Organisation, Provider = scope.Provider };
        var funnel = await report.AskAsync(question, scope.Policy, http.RequestAborted);
        if (funnel is null) return ReportScope.DayNotClosed;
        return CsvResult.IsWanted(http) ? new CsvResult(FunnelTable.Header, FunnelTable.Rows(funnel), "funnel.csv") : Results.Ok(funnel);
    }

    private static (FunnelQuestion?, IResult?) Filters(HttpContext http)
    {
        var query = http.Request.Query;
        if (ReportScope.Code(http, "basis", Basis.Cohort) is not { } basis) return (null, ReportScope.UnknownCode<Basis>("basis"));
        if (ReportScope.Code(http, "by", Breakdown.None) is not { } by) return (null, ReportScope.UnknownCode<Breakdown>("by"));
        Guid? service = null;
        if (query["service"].ToString() is { Length: > 0 } id)
        {
            if (!Guid.TryParse(id, out var known)) return (null, Problems.Query("id.invalid", "'service' takes the id of a service.", "service"));
            service = known;
        }
        var journey = query["journey"].ToString() is { Length: > 0 } j ? j : null;
        if (journey is not null && Journey.Find(journey) is null) return (null, Problems.UnknownCode($"This is not one of: {string.Join(", ", Journey.Codes)}.", "journey"));
        var setting = query["setting"].ToString() is { Length: > 0 } s ? s : null;
        if (setting is not null && Codes.Parse<Setting>(setting) is null) return (null, ReportScope.UnknownCode<Setting>("setting"));
        return (new(default, default, basis, by, null) { Service = service, Journey = journey, Setting = setting }, null);
    }
}
