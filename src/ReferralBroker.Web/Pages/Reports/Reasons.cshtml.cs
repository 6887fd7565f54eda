using ReferralBroker.Domain;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>Why referrals and offers end, for each team to learn from its own.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class ReasonsModel : ReportPage
{
    internal override AskableReport Report => ReasonsAsk.Report;

    protected override IEnumerable<(string Name, string Value)> AskedBesides => [("loss", Result.Loss), ("basis", Codes.Name(Result.Basis))];

    public LossReasons Result => (LossReasons)Answer;
}
