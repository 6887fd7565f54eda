using System.Globalization;
using Microsoft.Extensions.Options;
using ReferralBroker.Domain;
using ReferralBroker.Exchange.Csv;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports</summary>
public static class ReportsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/funnel", FunnelAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<Funnel>().Produces(200, contentType: "text/csv")
        .WithSummary("From conversation to sustained work. from, to, basis=cohort|activity, by=none|service|setting|organisation|month, asAt, service, setting; Accept: text/csv for the same table");

    private static async Task<IResult> FunnelAsync(HttpContext http, FunnelReport report, IOptions<Settings> settings, TimeProvider time)
    {
        var (question, problem) = Read(http);
        if (problem is not null) return problem;
        if (await http.BehindAsync("stages") is { } behind) return behind;
        var actor = http.Actor();
        DisclosurePolicy policy;
        if (actor.Role == Role.Commissioner)
        {
            policy = settings.Value.Disclosure;
            (question, problem) = await ForCommissionerAsync(question!, report, time, http.RequestAborted);
            if (problem is not null) return problem;
        }
        else
        {
            policy = DisclosurePolicy.OwnCaseload;
            question = actor.Refers ? question! with { Organisation = actor.Organisation.Value } : question! with { Provider = actor.Organisation.Value };
        }
        var funnel = await report.AskAsync(question!, policy, http.RequestAborted);
        if (funnel is null) return Problems.Query("report.day-not-closed", "'asAt' takes a day that is over.", "asAt");
        return WantsCsv(http) ? new CsvResult(FunnelTable.Header, FunnelTable.Rows(funnel), "funnel.csv") : Results.Ok(funnel);
    }

    /// <summary>
    /// Whole months, as at month ends: two answers over days that differ by one could be subtracted into one person. Without a day it stands at the
    /// last month end.
    /// </summary>
    private static async Task<(FunnelQuestion?, IResult?)> ForCommissionerAsync(FunnelQuestion question, FunnelReport report, TimeProvider time, CancellationToken stop)
    {
        if (question.From.Day != 1) return (null, Problems.Query("report.whole-months", "Give the first day of a month.", "from"));
        if (question.To.Day != 1) return (null, Problems.Query("report.whole-months", "Give the first day of a month: the period ends on the day before.", "to"));
        if (question.AsAt is { } day && day.AddDays(1).Day != 1) return (null, Problems.Query("report.month-ends", "Give the last day of a month.", "asAt"));
        var today = EnglandTime.DateOf(time.GetUtcNow());
        return (question with { AsAt = question.AsAt ?? await report.LastMonthEndAsync(stop) ?? new DateOnly(today.Year, today.Month, 1).AddDays(-1) }, null);
    }

    private static (FunnelQuestion?, IResult?) Read(HttpContext http)
    {
        var query = http.Request.Query;
        if (Day(query["from"]) is not { } from) return (null, Problems.Query("date.invalid", "Give the first day as 2026-04-01.", "from"));
        if (Day(query["to"]) is not { } to) return (null, Problems.Query("date.invalid", "Give the day after the last as 2026-07-01.", "to"));
        if (to <= from) return (null, Problems.Query("report.empty-period", "'to' must be later than 'from'; it is the day after the last.", "to"));
        if (to.DayNumber - from.DayNumber > 366 * 10) return (null, Problems.Query("report.period-too-long", "Ask for ten years at most.", "to"));
        DateOnly? asAt = null;
        if (query["asAt"].ToString() is { Length: > 0 } text && (asAt = Day(text)) is null) return (null, Problems.Query("date.invalid", "Give the day as 2026-06-30.", "asAt"));
        if (Code(query["basis"], Basis.Cohort) is not { } basis) return (null, UnknownCode<Basis>("basis"));
        if (Code(query["by"], Breakdown.None) is not { } by) return (null, UnknownCode<Breakdown>("by"));
        Guid? service = null;
        if (query["service"].ToString() is { Length: > 0 } id)
        {
            if (!Guid.TryParse(id, out var known)) return (null, Problems.Query("id.invalid", "'service' takes the id of a service.", "service"));
            service = known;
        }
        var setting = query["setting"].ToString() is { Length: > 0 } s ? s : null;
        if (setting is not null && Codes.Parse<Domain.Conversations.Setting>(setting) is null) return (null, UnknownCode<Domain.Conversations.Setting>("setting"));
        return (new(from, to, basis, by, asAt) { Service = service, Setting = setting }, null);
    }

    private static IResult UnknownCode<T>(string field) where T : struct, Enum => Problems.UnknownCode($"This is not one of: {string.Join(", ", Codes.All<T>())}.", field);

    private static T? Code<T>(string? text, T usual) where T : struct, Enum => string.IsNullOrEmpty(text) ? usual : Codes.Parse<T>(text);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool WantsCsv(HttpContext http) => http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/csv" && a.Quality is null or > 0);
}

/// <summary>A table as a CSV answer.</summary>
internal sealed class CsvResult(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows, string name) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await CsvTable.WriteAsync(httpContext.Response.Body, header, rows, httpContext.RequestAborted);
    }
}
