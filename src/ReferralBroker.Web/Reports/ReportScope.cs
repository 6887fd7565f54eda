using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using ReferralBroker.Domain;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Reports;

/// <summary>
/// What every report is asked within: a period, the day it is to stand at, and what follows from who asks. A commissioner sees all of it, hidden
/// and rounded; everybody else their own organisation's, in full.
/// </summary>
/// <param name="From">The first day.</param>
/// <param name="To">The day after the last.</param>
/// <param name="AsAt">The day at whose end it stands; null for now.</param>
/// <param name="Policy">What may leave.</param>
/// <param name="Organisation">Only what this organisation sent.</param>
/// <param name="Provider">Only what went to this provider.</param>
internal sealed record ReportScope(DateOnly From, DateOnly To, DateOnly? AsAt, DisclosurePolicy Policy, Guid? Organisation, Guid? Provider)
{
    /// <summary>The period that was asked for, where this one holds it.</summary>
    public (DateOnly From, DateOnly To)? AskedFor { get; init; }

    /// <summary>The same as what a report is narrowed to.</summary>
    public ImmutableSortedDictionary<Dimension, string> Within => new FunnelQuestion(From, To, Basis.Cohort, AsAt)
        .With(Dimension.Organisation, Organisation?.ToString()).With(Dimension.Provider, Provider?.ToString()).Only;

    /// <summary>The days it is asked for.</summary>
    public (DateOnly From, DateOnly To, DateOnly? AsAt) Days => (From, To, AsAt);

    /// <summary>The same for a table that is published.</summary>
    public ReportScope ForPublication => this with { Policy = Policy.ForPublication };

    private const string DayFormat = "yyyy-MM-dd";
    private const int Earliest = 2000;
    private const int Latest = 2200;

    public static readonly IResult DayNotClosed = Problems.Query("report.day-not-closed", "'asAt' takes a day that is over.", "asAt");

    /// <summary>Reads from, to and asAt, and waits for the position that atLeast names.</summary>
    public static async Task<(ReportScope? Scope, IResult? Problem)> ReadAsync(HttpContext http, AskableReport report)
    {
        var query = http.Request.Query;
        if (Day(query["from"]) is not { } from) return (null, Problems.Query("date.invalid", "Give the first day as 2026-04-01.", "from"));
        if (Day(query["to"]) is not { } to) return (null, Problems.Query("date.invalid", "Give the day after the last as 2026-07-01.", "to"));
        DateOnly? asAt = null;
        if (query["asAt"].ToString() is { Length: > 0 } text && (asAt = Day(text)) is null) return (null, Problems.Query("date.invalid", "Give the day as 2026-06-30.", "asAt"));
        return await ForAsync(http, report, from, to, asAt);
    }

    /// <summary>The same of days that are known.</summary>
    public static async Task<(ReportScope? Scope, IResult? Problem)> ForAsync(HttpContext http, AskableReport report, DateOnly from, DateOnly to, DateOnly? asAt)
    {
        if (to <= from) return (null, Problems.Query("report.empty-period", "'to' must be later than 'from'; it is the day after the last.", "to"));
        if (to.DayNumber - from.DayNumber > 366 * 10) return (null, Problems.Query("report.period-too-long", "Ask for ten years at most.", "to"));
        if (await http.BehindAsync("stages") is { } behind) return (null, behind);
        var actor = http.Actor();
        if (actor.Role == Role.Commissioner) return await ForCommissionerAsync(http, report, from, to, asAt);
        return (new(from, to, asAt, DisclosurePolicy.OwnCaseload, actor.Refers ? actor.Organisation.Value : null, actor.Refers ? null : actor.Organisation.Value), null);
    }

    /// <summary>
    /// Whole months, as at month ends: two answers over days that differ by one could be subtracted into one person. Nor may periods overlap: it is
    /// answered for the smallest of the periods reports are made for that holds the one asked for. Without a day it stands at the last month end.
    /// </summary>
    private static async Task<(ReportScope?, IResult?)> ForCommissionerAsync(HttpContext http, AskableReport report, DateOnly from, DateOnly to, DateOnly? asAt)
    {
        if (from.Day != 1) return (null, Problems.Query("report.whole-months", "Give the first day of a month.", "from"));
        if (to.Day != 1) return (null, Problems.Query("report.whole-months", "Give the first day of a month: the period ends on the day before.", "to"));
        if (asAt is { } day && day.AddDays(1).Day != 1) return (null, Problems.Query("report.month-ends", "Give the last day of a month.", "asAt"));
        var services = http.RequestServices;
        var today = EnglandTime.DateOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var end = asAt ?? await services.GetRequiredService<ReportDays>().LastMonthEndAsync(http.RequestAborted) ?? new DateOnly(today.Year, today.Month, 1).AddDays(-1);
        var scope = new ReportScope(from, to, end, services.GetRequiredService<IOptions<Settings>>().Value.Disclosure, null, null);
        if (report.TellsOfMonths || ReportPeriods.Holding(from, to, end) == (from, to)) return (scope, null);
        return ReportPeriods.Holding(from, to, end) is { } period
            ? (scope with { From = period.From, To = period.To, AskedFor = (from, to) }, null)
            : (null, Problems.Query("report.period", ReportPeriods.Words, "from"));
    }

    /// <summary>A code of the query, or the usual one where none is given; null where its list does not hold it.</summary>
    public static T? Code<T>(IQueryCollection query, string field, T usual) where T : struct, Enum =>
        query[field].ToString() is { Length: > 0 } text ? Codes.Parse<T>(text) : usual;

    public static IResult UnknownCode<T>(string field) where T : struct, Enum => Problems.UnknownCode($"This is not one of: {string.Join(", ", Codes.All<T>())}.", field);

    /// <summary>A day as the query writes it.</summary>
    public static string Written(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>A day as the query writes it; null where it is none.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= Earliest and <= Latest ? day : null;
}
