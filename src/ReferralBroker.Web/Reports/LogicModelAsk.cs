using ReferralBroker.Reporting.LogicModel;

namespace ReferralBroker.Web.Reports;

/// <summary>How the logic model is asked for.</summary>
internal static class LogicModelAsk
{
    public static readonly AskableReport Report = new("logic-model", "/reports/plan", typeof(LogicModel),
        "The outputs of the delivery plan's logic model, each with its definition. from, to, by=none|month, asAt", AskAsync);

    private enum By
    {
        None,
        Month,
    }

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        if (ask.Code("by", By.None) is not { } by) return ReportReply.Not(ReportScope.UnknownCode<By>("by"));
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<LogicModelReport>().AskAsync(ask.Framed(new LogicModelQuestion(from, to, by == By.Month, asAt), ReportFilters.None), ask.Scope.Policy, ask.Stop));
    }
}
