using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>The outputs of the delivery plan's logic model, month by month.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class PlanModel : ReportPage
{
    internal override AskableReport Report => LogicModelAsk.Report;

    public LogicModel Result => (LogicModel)Answer;

    /// <summary>The months of the period, as "May 2026".</summary>
    public IReadOnlyList<string> Months => [.. (Result.Outputs.FirstOrDefault(o => o.Months is not null)?.Months ?? []).Select(m => DateWords.OfMonth(m.Month))];

    /// <summary>The run chart beside an output, as at the same day.</summary>
    public string TrendAt(LogicModelOutput output) => TrendAsk.Report.Page + QueryString.Create(
        new KeyValuePair<string, string?>[] { new("stage", output.Trend), new("journey", output.TrendJourney), new("asAt", AskedAsAt) }.Where(q => !string.IsNullOrEmpty(q.Value)));

    // The page shows each month, whatever its address says.
    private protected override IQueryCollection Asked(IQueryCollection query) => new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { ["by"] = "month" });
}
