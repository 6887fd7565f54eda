using ReferralBroker.Reporting.Waits;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How long people wait between two stages.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class WaitsModel : ReportPage
{
    internal override AskableReport Report => WaitsAsk.Report;

    protected override IEnumerable<(string Name, string Value)> AskedBesides => [("start", Result.Start), ("end", Result.End)];

    public WaitTimes Result => (WaitTimes)Answer;
}
