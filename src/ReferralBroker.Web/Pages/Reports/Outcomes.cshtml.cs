using ReferralBroker.Domain;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>A measure's figure in one cell: its number, or its rate with what it is of.</summary>
/// <param name="Rate">The rate; null of a count.</param>
/// <param name="Count">The number.</param>
/// <param name="Of">Of how many.</param>
public sealed record OutcomeCell(Figure? Rate, NumberShown Count, NumberShown Of);

/// <summary>What the frameworks outside the broker count, with their targets.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class OutcomesModel : ReportPage
{
    internal override AskableReport Report => OutcomesAsk.Report;

    public MeasuredOutcomes Result => (MeasuredOutcomes)Answer;

    public override IReadOnlyList<Choice> Breakdowns => [.. Enum.GetValues<Dimension>().Where(d => d is not (Dimension.SmallArea or Dimension.Month)).Select(d => new Choice(Codes.Name(d), Dimensions.NameOf(d)))];

    /// <summary>The measure of a row.</summary>
    public OutcomeCell Cell(OutcomeRow row, Measure measure)
    {
        var figure = row.Measures.Single(m => m.Measure.Code == measure.Code);
        var name = row.Key is null ? measure.Name : $"{row.Label}, {measure.Name}";
        return new(figure.Of.Shown == Figure.NotApplicable.Shown ? null : figure.Rate,
            new(figure.Count, NumberAt(figure.Count, measure.Code, row.Key), name),
            new(figure.Of, NumberAt(figure.Of, Measures.WholeOf(measure), row.Key), $"{name}: of how many"));
    }

    /// <summary>A measure's target in words.</summary>
    public static string Target(Measure measure) => measure.Target is not { } target ? "" : measure.IsTargetMost ? $"at most {target}%" : $"at least {target}%";
}
