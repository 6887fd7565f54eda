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

    /// <summary>A number of it, to be opened.</summary>
    public static (OpenedNumber? Number, IResult? Problem) Open(ReportAsk ask)
    {
        var (loss, basis, problem) = Read(ask);
        return problem is not null ? (null, problem) : OpenedNumber.Of(ask, basis, ReasonNumbers.Of(loss!, basis));
    }

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (loss, basis, problem) = Read(ask);
        if (problem is not null) return ReportReply.Not(problem);
        (var filters, problem) = ReportFilters.Read(ask, 1);
        if (problem is not null) return ReportReply.Not(problem);
        if (loss!.Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return ReportReply.Not(refused);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<ReasonReport>().AskAsync(ask.Framed(new ReasonQuestion(from, to, basis, loss.Code, asAt), filters!), ask.Scope.Policy, ask.Stop));
    }

    private static (Stage? Loss, Basis Basis, IResult? Problem) Read(ReportAsk ask)
    {
        if (ask.Code("basis", Basis.Activity) is not { } basis) return (null, default, ReportScope.UnknownCode<Basis>("basis"));
        var code = ask.Query["loss"].ToString() is { Length: > 0 } asked ? asked : StageNames.Declined.Code;
        return ReasonNames.Losses.FirstOrDefault(l => l.Code == code) is { } loss ? (loss, basis, null)
            : (null, basis, Problems.UnknownCode($"This is not one of: {string.Join(", ", ReasonNames.Losses.Select(l => l.Code))}.", "loss"));
    }
}
