using System.Globalization;
using ReferralBroker.Reporting.Statistics;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How often a stage was reached month by month, and whether that is more than chance.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class TrendModel : ReportPage
{
    internal override AskableReport Report => TrendAsk.Report;

    public Reporting.Trends.Trend Result => (Reporting.Trends.Trend)Answer;

    // Limits of fewer than twelve months are a trial.
    protected override int UsualMonths => 24;

    /// <summary>Why a month is worth asking about, in words.</summary>
    public static string Words(Signal signal) => signal switch
    {
        Signal.Outside => "outside the limits",
        Signal.Shift => $"one of {Xmr.Run} or more in a row on one side",
        Signal.Trend => $"one of {Xmr.Run} or more in a row that rise or fall",
        _ => "one of two out of three near a limit",
    };

    /// <summary>A limit as the page writes it.</summary>
    public static string Written(double limit) => limit.ToString("0.0", CultureInfo.InvariantCulture);
}
