using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>A worker and how many people they support at present.</summary>
public sealed record Caseload(string Worker, int People)
{
    /// <summary>The most people one specialist supports at a time (IPS fidelity scale: up to 20).</summary>
    public const int Limit = 20;

    public bool IsOver => People > Limit;

    /// <summary>How the number stands to the limit, in words.</summary>
    public string Words => People > Limit ? $"Over by {People - Limit}" : People == Limit ? "Full" : $"{Limit - People} free";
}

/// <summary>A service's worklist: what is overdue and due first.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class WorklistModel(WorklistReader reader, WorklistQuery query) : WorklistPage(reader, query)
{
    private static readonly string[] Supported = [.. new[] { ReferralStatus.Accepted, ReferralStatus.InContact, ReferralStatus.Engaged, ReferralStatus.InWork }.Select(Codes.Name)];

    public override string Path => "/provider/worklist";

    public override IReadOnlyList<WorklistView> Views => WorklistViews.OfProvider;

    protected override WorklistSide Side => WorklistSide.Received;

    public IReadOnlyList<Caseload> Caseloads { get; private set; } = [];

    /// <summary>Open referrals that nobody holds.</summary>
    public int Unassigned => Groups.Where(g => g is { IsOpen: true, Worker: null }).Sum(g => g.Count);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!By.Provides) return NotShown(Refusals.RoleNotAllowed);
        await FillAsync();
        Caseloads = [.. Groups.Where(g => g.Worker is not null && Supported.Contains(g.State)).GroupBy(g => g.Worker!).Select(g => new Caseload(g.Key, g.Sum(x => x.Count)))
            .OrderByDescending(c => c.People).ThenBy(c => c.Worker, StringComparer.Ordinal)];
        return Page();
    }
}
