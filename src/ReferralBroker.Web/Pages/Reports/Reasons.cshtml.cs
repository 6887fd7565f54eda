using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>Why referrals and offers end, for each team to learn from its own.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class ReasonsModel(ReasonReport report) : ReportPage
{
    public override string Path => "/reports/reasons";

    public LossReasons Result { get; private set; } = null!;

    public ReportFoot Foot => new(Result.Notes, Result.AsAt, Result.Position, With(("as", "csv")));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await BeginAsync(crossed: 1) is { } not) return not;
        var basis = ReportScope.Code(HttpContext, "basis", Basis.Activity) ?? Basis.Activity;
        var loss = ReasonNames.Losses.FirstOrDefault(l => l.Code == Request.Query["loss"].ToString()) ?? StageNames.Declined;
        if (loss.Unit == Unit.Conversation && Filters.RefusesConversations is { } refused) return Wrong(refused);
        var question = new ReasonQuestion(From, To, basis, loss.Code, Scope.AsAt) { By = Filters.One, Only = Filters.Only, Within = Scope.Within };
        if (await report.AskAsync(question, Scope.Policy, Stop) is not { } reasons) return NotClosed;
        Result = reasons;
        return Shown(ReasonTable.Header, ReasonTable.Rows(reasons, question.By), "reasons.csv");
    }
}
