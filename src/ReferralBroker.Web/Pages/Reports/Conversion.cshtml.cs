using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How many come from one stage to another, compared between services or groups without ranking them.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class ConversionModel : ReportPage
{
    internal override AskableReport Report => ConversionAsk.Report;

    public ConversionRates Result => (ConversionRates)Answer;
}
