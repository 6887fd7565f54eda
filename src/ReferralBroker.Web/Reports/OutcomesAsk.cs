using ReferralBroker.Domain;
using ReferralBroker.Reporting.Outcomes;

namespace ReferralBroker.Web.Reports;

/// <summary>How the measures of other frameworks are asked for.</summary>
internal static class OutcomesAsk
{
    public static readonly AskableReport Report = new("outcomes", "/reports/outcomes", typeof(MeasuredOutcomes),
        $"What MHSDS, IPS Grow and IPS in Primary Care count, each measure with its definition, source and target. from, to, asAt, by (one of {ReportFilters.Words} but month), and any of these as a filter", AskAsync);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (filters, problem) = ReportFilters.Read(ask, 1, without: ReferralBroker.Reporting.Funnels.Dimension.Month);
        if (problem is not null) return ReportReply.Not(problem);
        var (from, to, asAt) = ask.Scope.Days;
        var today = EnglandTime.DateOf(ask.Of<TimeProvider>().GetUtcNow());
        return ReportReply.Of(await ask.Of<OutcomesReport>().AskAsync(ask.Framed(new OutcomesQuestion(from, to, asAt, today), filters!), ask.Scope.Policy, ask.Stop));
    }
}
