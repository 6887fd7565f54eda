using System.Text.Json;
using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Statistics;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How many come from one stage to another, compared between services or groups without ranking them.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class ConversionModel : ReportPage
{
    internal override AskableReport Report => ConversionAsk.Report;

    public ConversionRates Result => (ConversionRates)Answer;

    /// <summary>Where it is opened how many reached the first stage.</summary>
    public string? WholeAt(ConversionRow row) => NumberAt(row.Whole, Result.Start, row);

    /// <summary>Where it is opened how many of them reached the second: where all begin with the first, these are all that did; of others the number is another one.</summary>
    public string? PartAt(ConversionRow row) => Result.Start == StageNames.Sent.Code || Result.Start == StageNames.Conversation.Code ? NumberAt(row.Part, Result.End, row) : null;

    private string? NumberAt(Figure figure, string stage, ConversionRow row) =>
        Answer.By.IsEmpty ? PartsAt(figure, stage, Basis.Cohort) : PartsAt(figure, stage, Basis.Cohort, (Answer.By[0], row.Key));

    /// <summary>The limits of the funnel plot for rising numbers, as JSON: the number, then the lower and upper 95 and 99.8 per cent limits in per cent; null where nothing is compared.</summary>
    public string? Limits
    {
        get
        {
            var most = Result.Rows.Skip(1).Where(r => r.Rate.Value is not null).Select(r => r.Whole.Value ?? 0).DefaultIfEmpty().Max();
            // A line of all together that rounding leaves open would be drawn at nought.
            if (most == 0 || Result.Rows[0] is not { Rate.Value: not null, Part.Value: { } parts, Whole.Value: > 0 and { } whole }) return null;
            var around = Math.Min(1, (double)parts / whole);
            return JsonSerializer.Serialize(Enumerable.Range(1, 60).Select(step => most * 1.1 * step / 60).Where(number => number >= 1).Select(number =>
            {
                var (near, far) = (ConversionReport.LimitsOf(number, around, Wilson.NinetyFive), ConversionReport.LimitsOf(number, around, Wilson.NinetyNinePointEight));
                return new[] { number, near.Low * 100, near.High * 100, far.Low * 100, far.High * 100 }.Select(n => Math.Round(n, 1));
            }));
        }
    }
}
