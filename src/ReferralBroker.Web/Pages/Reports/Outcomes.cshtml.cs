using ReferralBroker.Domain;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>What the frameworks outside the broker count, with their targets.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class OutcomesModel : ReportPage
{
    internal override AskableReport Report => OutcomesAsk.Report;

    public MeasuredOutcomes Result => (MeasuredOutcomes)Answer;

    public override IReadOnlyList<Choice> Breakdowns => [.. Enum.GetValues<Dimension>().Where(d => d is not (Dimension.SmallArea or Dimension.Month)).Select(d => new Choice(Codes.Name(d), Dimensions.NameOf(d)))];

    /// <summary>A measure's figure in one cell: its number, or its rate with what it is of.</summary>
    public static string Shown(MeasuredFigure figure) => figure.Of.Shown == "[z]" ? figure.Count.Shown : figure.Rate.Value is { } rate ? $"{rate}% ({figure.Count.Shown} of {figure.Of.Shown})" : figure.Rate.Shown;

    /// <summary>A measure's target in words.</summary>
    public static string Target(Measure measure) => measure.Target is not { } target ? "" : measure.IsTargetMost ? $"at most {target}%" : $"at least {target}%";
}
