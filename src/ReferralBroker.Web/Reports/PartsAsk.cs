using ReferralBroker.Domain;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>How a number of a report is opened, narrowed by filters to the row it stands in.</summary>
internal static class PartsAsk
{
    /// <summary>Where numbers are opened.</summary>
    public const string Page = "/reports/parts";

    private const int MostRecords = 100;

    /// <summary>By what a number is looked at where nothing is said.</summary>
    private static readonly Dimension[] Usual = [Dimension.Month, Dimension.Service, Dimension.Setting];

    /// <summary>Of a report whose numbers are numbers of stages.</summary>
    private static readonly (string, Func<ReportAsk, (OpenedNumber?, IResult?)>) OfStages = ("basis=cohort|activity, stage (usually sent)", OpenStage);

    /// <summary>The reports whose numbers are opened: the name of each, with how one of its numbers is asked for.</summary>
    private static readonly IReadOnlyDictionary<string, (string Fields, Func<ReportAsk, (OpenedNumber? Number, IResult? Problem)> Open)> Openable = new Dictionary<string, (string, Func<ReportAsk, (OpenedNumber?, IResult?)>)>
    {
        [FunnelAsk.Report.Name] = OfStages,
        [ConversionAsk.Report.Name] = OfStages,
        [EquityAsk.Report.Name] = OfStages,
        [TrendAsk.Report.Name] = OfStages,
        [WaitsAsk.Report.Name] = ("start, end, number (usually referrals)", WaitsAsk.Open),
        [ReasonsAsk.Report.Name] = ("loss, basis=cohort|activity, number (a reason, usually total)", ReasonsAsk.Open),
        [OverdueAsk.Report.Name] = ("number (usually sent)", OverdueAsk.Open),
        [OutcomesAsk.Report.Name] = ("number (a measure, or of-... for what it is a share of)", OutcomesAsk.Open),
    };

    /// <summary>The reports whose numbers are opened, each with what opens them.</summary>
    public static IEnumerable<(string Report, AskableReport Parts)> All => Openable.Keys.Select(report => (report, Of(report)));

    /// <summary>What opens the numbers of a report; it says so where there is none of this name.</summary>
    public static AskableReport Of(string report) => Openable.TryGetValue(report, out var opened)
        ? new("parts", Page, typeof(NumberParts),
            $"Open a number to its definition, its parts and, for those allowed, what was counted. from, to, asAt, {opened.Fields}, any of {ReportFilters.Words} but month as a filter, by (one or two to make parts by), after (the 'next' of an answer, for the records after)", ask => AskAsync(ask, opened.Open))
        : new("parts", Page, typeof(NumberParts), "", _ => Task.FromResult(ReportReply.Not(Problems.UnknownCode($"This is not one of: {string.Join(", ", Openable.Keys)}.", "of"))));

    private static async Task<ReportReply> AskAsync(ReportAsk ask, Func<ReportAsk, (OpenedNumber? Number, IResult? Problem)> open)
    {
        var (opened, problem) = open(ask);
        if (problem is not null) return ReportReply.Not(problem);
        var number = opened!.Number;
        Guid? after = null;
        if (ask.Query["after"].ToString() is { Length: > 0 } text)
        {
            if (!Guid.TryParse(text, out var id)) return ReportReply.Not(Problems.Query("id.invalid", "'after' takes the 'next' of an answer.", "after"));
            after = id;
        }
        (var filters, problem) = ReportFilters.Read(ask, ReportQuestion.MostCrossed, without: number.HasPartsBy(Dimension.Month) ? null : Dimension.Month);
        if (problem is not null) return ReportReply.Not(problem);
        if (number.Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return ReportReply.Not(refused);
        var (from, to, asAt) = ask.Scope.Days;
        var question = ask.Framed(new PartsQuestion(from, to, number, opened.Basis, asAt, ask.Today), filters! with { By = [] }) with
        {
            PartedBy = filters.By.IsEmpty ? [.. Usual.Where(by => IsAllowed(by, filters, number, ask.Role))] : filters.By,
            MostRecords = ask.Role == Role.Commissioner ? 0 : MostRecords,
            After = after,
        };
        return ReportReply.Of(await ask.Of<PartsReport>().AskAsync(question, ask.Scope.Policy, ask.Stop));
    }

    private static (OpenedNumber? Number, IResult? Problem) OpenStage(ReportAsk ask)
    {
        if (ask.Code("basis", Basis.Cohort) is not { } basis) return (null, ReportScope.UnknownCode<Basis>("basis"));
        var code = ask.Query["stage"].ToString() is { Length: > 0 } asked ? asked : StageNames.Sent.Code;
        return StageNames.All.FirstOrDefault(s => s.Code == code) is { } stage ? (new(CountedNumber.Of(stage), basis), null)
            : (null, Problems.UnknownCode($"This is not one of: {string.Join(", ", StageNames.All.Select(s => s.Code))}.", "stage"));
    }

    private static bool IsAllowed(Dimension by, ReportFilters filters, CountedNumber number, Role role) =>
        !filters.Only.ContainsKey(by) && number.HasPartsBy(by)
        && (by == Dimension.Month || role != Role.Commissioner || ReportFilters.Looked(filters.Only.Keys.Append(by)) <= ReportQuestion.MostCrossed);
}
