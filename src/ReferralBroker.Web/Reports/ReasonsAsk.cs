using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>How reasons are asked for.</summary>
internal static class ReasonsAsk
{
    public static readonly AskableReport Report = new("reasons", "/reports/reasons", typeof(LossReasons),
        $"Why referrals and offers end: from, to, loss={string.Join('|', ReasonNames.Losses.Select(l => l.Code))} (usually declined), basis=cohort|activity, asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter", AskAsync);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        if (ask.Code("basis", Basis.Activity) is not { } basis) return ReportReply.Not(ReportScope.UnknownCode<Basis>("basis"));
        var code = ask.Query["loss"].ToString() is { Length: > 0 } asked ? asked : StageNames.Declined.Code;
        if (ReasonNames.Losses.All(l => l.Code != code)) return ReportReply.Not(Problems.UnknownCode($"This is not one of: {string.Join(", ", ReasonNames.Losses.Select(l => l.Code))}.", "loss"));
        var (filters, problem) = ReportFilters.Read(ask, 1);
        if (problem is not null) return ReportReply.Not(problem);
        if (StageNames.Of(code).Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return ReportReply.Not(refused);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<ReasonReport>().AskAsync(ask.Framed(new ReasonQuestion(from, to, basis, code, asAt), filters!), ask.Scope.Policy, ask.Stop));
    }
}
