using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Practice;

/// <summary>What a practice or team sent: what needs it, what moves, and what has come of it.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class ReferralsModel(WorklistReader reader, WorklistQuery query) : WorklistPage(reader, query)
{
    public override string Path => "/practice/referrals";

    public override IReadOnlyList<WorklistView> Views => WorklistViews.OfReferrer;

    protected override WorklistSide Side => WorklistSide.Sent;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!By.Refers) return NotShown(Refusals.RoleNotAllowed);
        await FillAsync();
        return Page();
    }
}
