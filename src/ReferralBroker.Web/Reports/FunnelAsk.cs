using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Web.Reports;

/// <summary>How a funnel is asked for.</summary>
internal static class FunnelAsk
{
    public static readonly AskableReport Report = new("funnel", "/reports", typeof(Funnel),
        $"From conversation to sustained work. from, to, basis=cohort|activity, asAt, by (one or two of {ReportFilters.Words}), and any of these but month as a filter, such as ethnicGroup=asian", AskAsync);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        if (ask.Code("basis", Basis.Cohort) is not { } basis) return ReportReply.Not(ReportScope.UnknownCode<Basis>("basis"));
        var (filters, problem) = ReportFilters.Read(ask, ReportQuestion.MostCrossed);
        if (problem is not null) return ReportReply.Not(problem);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<FunnelReport>().AskAsync(ask.Framed(new FunnelQuestion(from, to, basis, asAt), filters!), ask.Scope.Policy, ask.Stop));
    }
}
