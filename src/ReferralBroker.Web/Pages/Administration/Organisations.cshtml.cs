using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Administration;

/// <summary>Organisations whose users somebody keeps: an administrator of users goes straight to their own.</summary>
[RequiresRight(Right.ManageUsers)]
public sealed class OrganisationsModel(DirectoryQueries directory) : WorkPage
{
    /// <summary>How many are listed; where there are more it is said.</summary>
    public const int Most = 1000;

    public IReadOnlyList<OrganisationRow> Organisations { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (By.Role != Role.Administrator) return LocalRedirect($"/administration/organisations/{By.Organisation}");
        await SeesOwnAsync("directory");
        var found = await directory.OrganisationsAsync(null, Most + 1, Stop);
        (Organisations, IsCut) = ([.. found.Take(Most)], found.Count > Most);
        return Page();
    }
}
