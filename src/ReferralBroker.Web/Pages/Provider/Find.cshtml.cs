using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>Finds a referral on the worklist by a name or by its reference. A name is never in an address, so it is sent as a form.</summary>
[RequiresRight(Right.WorkOnReferrals), EnableRateLimiting(RateLimits.Searches)]
public sealed class FindModel(WorklistReader reader) : WorkPage
{
    /// <summary>As many as are shown.</summary>
    public const int Most = 25;

    /// <summary>What the table is called.</summary>
    public const string Caption = "Referrals found";

    private const int Longest = 100;

    /// <summary>A name, part of one, or a reference.</summary>
    [BindProperty]
    public string? Sought { get; set; }

    /// <summary>Which are looked through: "all", or those alone that are open.</summary>
    [BindProperty]
    public string? Among { get; set; } = Open;

    public static readonly IReadOnlyList<Choice> Which = [new(Open, "Open referrals"), new("all", "Those that have ended too")];

    private const string Open = "open";

    public bool IsAmongAll => Among is not Open;

    /// <summary>What was found; null until somebody has asked.</summary>
    public FoundReferrals? Found { get; private set; }

    public IActionResult OnGet() => By.Provides ? Page() : NotShown(Refusals.RoleNotAllowed);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!By.Provides) return NotShown(Refusals.RoleNotAllowed);
        if (string.IsNullOrWhiteSpace(Sought)) Wrong(nameof(Sought), "Enter a name or a reference");
        else if (Sought.Length > Longest) Wrong(nameof(Sought), $"Enter at most {Longest} characters");
        if (!ModelState.IsValid) return await AgainAsync(Nothing);
        await SeesOwnAsync("worklist");
        Found = await reader.FindAsync(new(By.Organisation.Value, Today) { Side = WorklistSide.Received, IncludeEnded = IsAmongAll }, Sought!, Most, Asking("worklist"), Stop);
        return Page();
    }
}
