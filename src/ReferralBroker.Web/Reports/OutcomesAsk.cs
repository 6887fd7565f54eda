using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Outcomes;

namespace ReferralBroker.Web.Reports;

/// <summary>How the measures of other frameworks are asked for.</summary>
internal static class OutcomesAsk
{
    public static readonly AskableReport Report = new("outcomes", "/reports/outcomes", typeof(MeasuredOutcomes),
        $"What MHSDS, IPS Grow and IPS in Primary Care count, each measure with its definition, source and target. from, to, asAt, by (one of {ReportFilters.Words} but month), and any of these as a filter", AskAsync);

    /// <summary>A number of it, to be opened.</summary>
    public static (OpenedNumber? Number, IResult? Problem) Open(ReportAsk ask) => OpenedNumber.Of(ask, null, Measures.Numbers);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (filters, problem) = ReportFilters.Read(ask, 1, without: Dimension.Month);
        if (problem is not null) return ReportReply.Not(problem);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<OutcomesReport>().AskAsync(ask.Framed(new OutcomesQuestion(from, to, asAt, ask.Today), filters!), ask.Scope.Policy, ask.Stop));
    }
}
