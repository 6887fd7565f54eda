using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Pages;

/// <summary>A line of the start page's table.</summary>
public sealed record StageLine(string Name, string Count, string OfFirst);

/// <summary>The start page: what this is and, in the demo, whom to try it as.</summary>
public sealed class IndexModel(IServiceProvider services, FunnelReport report, TimeProvider time) : PageModel
{
    public bool IsDemo { get; } = services.GetService<DemoTokens>() is not null;

    public IReadOnlyList<StageLine> Stages { get; private set; } = [];

    public string Note { get; private set; } = "";

    public async Task OnGetAsync()
    {
        // Outside the demo nobody is told a figure without signing in.
        if (!IsDemo) return;
        var today = EnglandTime.DateOf(time.GetUtcNow());
        var funnel = await report.AskAsync(new(today.AddYears(-1), today.AddDays(1), Basis.Cohort, Breakdown.None, null), DisclosurePolicy.Central, HttpContext.RequestAborted);
        var loss = StageNames.All.ToDictionary(s => s.Code);
        Stages = [.. funnel!.Rows[0].Stages.Where(s => s.Unit == Unit.RootReferral && !loss[s.Stage].IsLoss)
            .Select(s => new StageLine(loss[s.Stage].Name, s.Count.Shown, s.OfFirst.Value is { } percent ? $"{percent}%" : s.Stage == StageNames.Sent.Code ? "" : s.OfFirst.Shown))];
        Note = funnel.Notes[0];
    }
}
