using ReferralBroker.Domain;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>How a number is opened: the number of a stage, narrowed by filters to the row it stands in.</summary>
internal static class PartsAsk
{
    private const int MostRecords = 100;

    /// <summary>By what a number is looked at where nothing is said.</summary>
    private static readonly Dimension[] Usual = [Dimension.Month, Dimension.Service, Dimension.Setting];

    public static readonly AskableReport Report = new("parts", "/reports/parts", typeof(NumberParts),
        $"Open a number to its definition, its parts and, for those allowed, what was counted. from, to, asAt, basis=cohort|activity, stage (usually sent), any of {ReportFilters.Words} but month as a filter, by (one or two to make parts by), after (the 'next' of an answer, for the records after)", AskAsync);

    /// <summary>The reports whose numbers are numbers of stages.</summary>
    public static readonly IReadOnlyList<string> Opens = [FunnelAsk.Report.Name, EquityAsk.Report.Name, TrendAsk.Report.Name];

    private static async Task<ReportReply> AskAsync(ReportAsk ask)
    {
        if (ask.Code("basis", Basis.Cohort) is not { } basis) return ReportReply.Not(ReportScope.UnknownCode<Basis>("basis"));
        var code = ask.Query["stage"].ToString() is { Length: > 0 } asked ? asked : StageNames.Sent.Code;
        if (StageNames.All.FirstOrDefault(s => s.Code == code) is not { } stage) return ReportReply.Not(Problems.UnknownCode($"This is not one of: {string.Join(", ", StageNames.All.Select(s => s.Code))}.", "stage"));
        Guid? after = null;
        if (ask.Query["after"].ToString() is { Length: > 0 } text)
        {
            if (!Guid.TryParse(text, out var id)) return ReportReply.Not(Problems.Query("id.invalid", "'after' takes the 'next' of an answer.", "after"));
            after = id;
        }
        var (filters, problem) = ReportFilters.Read(ask, ReportQuestion.MostCrossed);
        if (problem is not null) return ReportReply.Not(problem);
        if (stage.Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return ReportReply.Not(refused);
        var (from, to, asAt) = ask.Scope.Days;
        var question = ask.Framed(new PartsQuestion(from, to, basis, code, asAt), filters! with { By = [] }) with
        {
            PartedBy = filters.By.IsEmpty ? [.. Usual.Where(by => IsAllowed(by, filters, stage, ask.Role))] : filters.By,
            MostRecords = ask.Role == Role.Commissioner ? 0 : MostRecords,
            After = after,
        };
        return ReportReply.Of(await ask.Of<PartsReport>().AskAsync(question, ask.Scope.Policy, ask.Stop));
    }

    private static bool IsAllowed(Dimension by, ReportFilters filters, Stage stage, Role role) =>
        !filters.Only.ContainsKey(by)
        && (stage.Unit != Unit.Conversation || !Dimensions.OfReferralsOnly.Contains(by))
        && (by == Dimension.Month || role != Role.Commissioner || ReportFilters.Looked(filters.Only.Keys.Append(by)) <= ReportQuestion.MostCrossed);
}
