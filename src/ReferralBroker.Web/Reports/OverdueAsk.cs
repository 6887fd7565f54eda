using ReferralBroker.Reporting.Overdue;

namespace ReferralBroker.Web.Reports;

/// <summary>How it is asked what is overdue.</summary>
internal static class OverdueAsk
{
    public static readonly AskableReport Report = new("overdue", "/reports/overdue", typeof(OverdueReferrals),
        $"On which referrals somebody was to act by a day that has gone by, and which services are silent. from, to (of the sending), asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter", AskAsync);

    /// <summary>A number of it, to be opened.</summary>
    public static (OpenedNumber? Number, IResult? Problem) Open(ReportAsk ask) => OpenedNumber.Of(ask, null, OverdueNumbers.All);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (filters, problem) = ReportFilters.Read(ask, 1);
        if (problem is not null) return ReportReply.Not(problem);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<OverdueReport>().AskAsync(ask.Framed(new OverdueQuestion(from, to, asAt, ask.Today), filters!), ask.Scope.Policy, ask.Stop));
    }
}
