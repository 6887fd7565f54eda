using ReferralBroker.Domain;
using ReferralBroker.Reporting;

namespace ReferralBroker.Web.Reports;

/// <summary>A report that is asked for by its name and a query, alike from the API, a page, and when it is published or verified.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Page">The page that shows it.</param>
/// <param name="Answer">What it answers with.</param>
/// <param name="Summary">What it says and which fields of a query it takes.</param>
/// <param name="AskAsync">Reads the query and asks.</param>
internal sealed record AskableReport(string Name, string Page, Type Answer, string Summary, Func<ReportAsk, Task<ReportReply>> AskAsync)
{
    /// <summary>Whether it tells of each month by itself and of no two together: then any number of them may be asked for.</summary>
    public bool TellsOfMonths { get; init; }

    /// <summary>Every report.</summary>
    public static readonly IReadOnlyList<AskableReport> All = [FunnelAsk.Report, WaitsAsk.Report, ConversionAsk.Report, ReasonsAsk.Report, OverdueAsk.Report, EquityAsk.Report, TrendAsk.Report, OutcomesAsk.Report, LogicModelAsk.Report];

    /// <summary>The report of a name, or null.</summary>
    public static AskableReport? Find(string? name) => All.FirstOrDefault(r => r.Name == name);
}

/// <summary>One asking of a report.</summary>
/// <param name="Services">Where it is asked.</param>
/// <param name="Query">The fields of the query.</param>
/// <param name="Role">The role of whoever asks.</param>
/// <param name="Scope">The period, the day it stands at, and what may leave.</param>
/// <param name="Stop">Ends it.</param>
internal sealed record ReportAsk(IServiceProvider Services, IQueryCollection Query, Role Role, ReportScope Scope, CancellationToken Stop)
{
    public T Of<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The day it is in England.</summary>
    public DateOnly Today => EnglandTime.DateOf(Of<TimeProvider>().GetUtcNow());

    /// <summary>A question within the scope it is asked in, broken down and narrowed as the query says.</summary>
    public T Framed<T>(T question, ReportFilters filters) where T : ReportQuestion =>
        (T)((ReportQuestion)question with { By = filters.By, Only = filters.Only, Within = Scope.Within, AskedFor = Scope.AskedFor });

    /// <summary>A code of the query, or the usual one where none is given; null where its list does not hold it.</summary>
    public T? Code<T>(string field, T usual) where T : struct, Enum => ReportScope.Code(Query, field, usual);
}

/// <summary>What a report answers: itself, or what is wrong with the query.</summary>
internal readonly record struct ReportReply(ReportAnswer? Answer, IResult? Problem)
{
    public static ReportReply Of(ReportAnswer? answer) => answer is null ? new(null, ReportScope.DayNotClosed) : new(answer, null);

    public static ReportReply Not(IResult problem) => new(null, problem);
}
