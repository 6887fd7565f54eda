using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Web.Reports;

/// <summary>How rates are asked for.</summary>
internal static class ConversionAsk
{
    public static readonly AskableReport Report = new("conversion", "/reports/conversion", typeof(ConversionRates),
        $"How many of those who reached one stage have since reached another, with intervals. from, to, start (a stage, usually sent), end (usually job-start), asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter", AskAsync);

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        var (stages, problem) = StagePair.Read(ask.Query, (StageNames.Sent, StageNames.JobStart), StageNames.All);
        if (problem is not null) return ReportReply.Not(problem);
        (var filters, problem) = ReportFilters.Read(ask, 1);
        if (problem is not null) return ReportReply.Not(problem);
        if (StageNames.Of(stages!.Start).Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return ReportReply.Not(refused);
        var (from, to, asAt) = ask.Scope.Days;
        return ReportReply.Of(await ask.Of<ConversionReport>().AskAsync(ask.Framed(new ConversionQuestion(from, to, stages.Start, stages.End, asAt), filters!), ask.Scope.Policy, ask.Stop));
    }
}
