using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Pages;

/// <summary>A line of a table of the start page.</summary>
public sealed record FigureLine(string Name, string Count, string Share);

/// <summary>A journey's funnel on the start page.</summary>
public sealed record JourneyTable(string Name, IReadOnlyList<FigureLine> Lines);

/// <summary>The start page: what this is and, in the demo, whom to try it as and what the invented year holds.</summary>
[AllowAnonymous]
public sealed class IndexModel(IServiceProvider services, FunnelReport funnels, LogicModelReport outputs, TimeProvider time) : PageModel
{
    public bool IsDemo { get; } = services.GetService<DemoTokens>() is not null;

    public bool IsLoggedIn => User.Identity is { IsAuthenticated: true };

    public IReadOnlyList<FigureLine> Outputs { get; private set; } = [];

    public IReadOnlyList<JourneyTable> Journeys { get; private set; } = [];

    public string Note { get; } = DisclosurePolicy.Tens.Words;

    public async Task OnGetAsync()
    {
        // Outside the demo nobody is told a figure without signing in.
        if (!IsDemo) return;
        var today = EnglandTime.DateOf(time.GetUtcNow());
        var (from, to) = (today.AddYears(-1), today.AddDays(1));
        var model = await outputs.AskAsync(new(from, to, ByMonth: false, AsAt: null), DisclosurePolicy.Tens, HttpContext.RequestAborted);
        Outputs = [.. model!.Outputs.Where(o => o.Output.Unit is not null).Select(o => new FigureLine(o.Output.Name, o.Count.Shown, ""))];
        var tables = new List<JourneyTable>();
        foreach (var journey in Journey.All)
        {
            var funnel = await funnels.AskAsync(new FunnelQuestion(from, to, Basis.Cohort, null).With(Dimension.Journey, journey.Code), DisclosurePolicy.Tens, HttpContext.RequestAborted);
            tables.Add(new(journey.Name, [.. funnel!.Rows[0].Stages.Where(s => s.Unit == Unit.RootReferral && !StageNames.Of(s.Stage).IsLoss).Select(Line)]));
        }
        Journeys = tables;
    }

    private static FigureLine Line(FunnelStage s) =>
        new(StageNames.Of(s.Stage).Name, s.Count.Shown, s.OfFirst.Value is { } percent ? $"{percent}%" : s.Stage == StageNames.Sent.Code ? "" : s.OfFirst.Shown);
}
