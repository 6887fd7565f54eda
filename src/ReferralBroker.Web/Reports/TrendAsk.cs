using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Trends;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>How a run chart is asked for.</summary>
internal static class TrendAsk
{
    public static readonly AskableReport Report = new("trend", "/reports/trend", typeof(Trend),
        $"How often a stage was reached month by month, with the limits that chance keeps it within (XmR). from, to, stage (usually sent), asAt, and any of {ReportFilters.Words} but month as a filter", AskAsync)
    { TellsOfMonths = true };

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var code = ask.Query["stage"].ToString() is { Length: > 0 } asked ? asked : StageNames.Sent.Code;
        if (StageNames.All.FirstOrDefault(s => s.Code == code) is not { } stage) return ReportReply.Not(Problems.UnknownCode($"This is not one of: {string.Join(", ", StageNames.All.Select(s => s.Code))}.", "stage"));
        var (filters, problem) = ReportFilters.Read(ask, 0);
        if (problem is not null) return ReportReply.Not(problem);
        if (stage.Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return ReportReply.Not(refused);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<TrendReport>().AskAsync(ask.Framed(new TrendQuestion(from, to, code, asAt), filters!), ask.Scope.Policy, ask.Stop));
    }
}
