using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How many people get from a conversation to work that lasts.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class IndexModel : ReportPage
{
    internal override AskableReport Report => FunnelAsk.Report;

    public Funnel Funnel => (Funnel)Answer;

    public Basis Basis => Funnel.Basis;

    /// <summary>The steps of a table's columns, without the ways out.</summary>
    public IReadOnlyList<Stage> Steps => [.. Funnel.Definitions.Where(d => !d.IsLoss).Select(d => StageNames.Of(d.Stage)).Where(s => Funnel.Rows[0].Stages.Single(f => f.Stage == s.Code).Count.Shown != "[z]")];

    /// <summary>The values of a row.</summary>
    public (Dimension By, string? Value)[] RowOf(FunnelRow row) => [.. Funnel.By.Zip(new[] { row.Key, row.CrossedKey })];

    /// <summary>A row's stage.</summary>
    public static FunnelStage Of(FunnelRow row, Stage stage) => row.Stages.Single(s => s.Stage == stage.Code);
}
