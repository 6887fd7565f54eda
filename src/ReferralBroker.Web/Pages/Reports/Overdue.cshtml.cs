using ReferralBroker.Reporting.Overdue;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>On which referrals nobody has acted by the day, for whom that is, and which services are silent.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class OverdueModel : ReportPage
{
    internal override AskableReport Report => OverdueAsk.Report;

    public OverdueReferrals Result => (OverdueReferrals)Answer;

    /// <summary>What is awaited on any of them, as far as it is shown.</summary>
    public IEnumerable<AwaitedFigure> Awaiting => Result.Rows[0].Awaiting.Where(a => a.Count.Value is not 0);
}
