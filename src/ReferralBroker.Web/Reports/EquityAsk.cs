using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Equity;

namespace ReferralBroker.Web.Reports;

/// <summary>How it is asked who is referred and who gets there.</summary>
internal static class EquityAsk
{
    public static readonly AskableReport Report = new("equity", "/reports/equity", typeof(EquityTable),
        $"Who is referred and who gets there, held against where people deprived of employment live. from, to, asAt, by (one or two of {ReportFilters.Words}; usually imd-quintile), and any of these but month as a filter", AskAsync);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (filters, problem) = ReportFilters.Read(ask, ReportQuestion.MostCrossed, "imd-quintile");
        if (problem is not null) return ReportReply.Not(problem);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<EquityReport>().AskAsync(ask.Framed(new EquityQuestion(from, to, asAt), filters!), ask.Scope.Policy, ask.Stop));
    }
}
