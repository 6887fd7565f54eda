using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How many people get from a conversation to work that lasts.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class IndexModel(FunnelReport report) : ReportPage
{
    public override string Path => "/reports";

    public Funnel Funnel { get; private set; } = null!;

    public Basis Basis { get; private set; }

    /// <summary>The steps of a table's columns, without the ways out.</summary>
    public IReadOnlyList<Stage> Steps => [.. Funnel.Definitions.Where(d => !d.IsLoss).Select(d => StageNames.Of(d.Stage)).Where(s => Funnel.Rows[0].Stages.Single(f => f.Stage == s.Code).Count.Shown != "[z]")];

    public ReportFoot Foot => new(Funnel.Notes, Funnel.AsAt, Funnel.Position, With(("as", "csv")));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await BeginAsync(FunnelQuestion.MostCrossed) is { } not) return not;
        Basis = ReportScope.Code(HttpContext, "basis", Basis.Cohort) ?? Basis.Cohort;
        var funnel = await report.AskAsync(new(From, To, Basis, Scope.AsAt) { By = Filters.By, Only = Filters.Only, Within = Scope.Within }, Scope.Policy, Stop);
        if (funnel is null) return NotClosed;
        Funnel = funnel;
        return Shown(FunnelTable.Header, FunnelTable.Rows(funnel), "funnel.csv");
    }

    /// <summary>A row's stage.</summary>
    public static FunnelStage Of(FunnelRow row, Stage stage) => row.Stages.Single(s => s.Stage == stage.Code);
}
