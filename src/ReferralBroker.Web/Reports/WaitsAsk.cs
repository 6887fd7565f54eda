using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Waits;

namespace ReferralBroker.Web.Reports;

/// <summary>How waits are asked for.</summary>
internal static class WaitsAsk
{
    public static readonly AskableReport Report = new("waits", "/reports/waits", typeof(WaitTimes),
        $"How long it takes from one stage to another. from, to, start (a stage, usually sent), end (usually first-contact), asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter", AskAsync);

    /// <summary>A number of it, to be opened.</summary>
    public static (OpenedNumber? Number, IResult? Problem) Open(ReportAsk ask)
    {
        var (stages, problem) = Stages(ask);
        return problem is not null ? (null, problem) : OpenedNumber.Of(ask, null, WaitNumbers.Between(StageNames.Of(stages!.Start), StageNames.Of(stages.End)));
    }

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (stages, problem) = Stages(ask);
        if (problem is not null) return ReportReply.Not(problem);
        (var filters, problem) = ReportFilters.Read(ask, 1);
        if (problem is not null) return ReportReply.Not(problem);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<WaitReport>().AskAsync(ask.Framed(new WaitQuestion(from, to, stages!.Start, stages.End, asAt, ask.Today), filters!), ask.Scope.Policy, ask.Stop));
    }

    private static (StagePair? Pair, IResult? Problem) Stages(ReportAsk ask) => StagePair.Read(ask.Query, (StageNames.Sent, StageNames.FirstContact), WaitReport.Stages);
}
