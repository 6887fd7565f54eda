using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>A sheet for the person, in plain English, to be printed and taken home.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class SheetModel(ReferralReferences references, Reader reader, DirectoryQueries directory) : ReferralPage(references, reader, directory)
{
    /// <summary>How the service is reached; null where it has not said.</summary>
    public ServiceContact? Contact { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await ReadAsync("sheet") is { } not) return not;
        var (service, _) = await Reader.ServiceAsync(Referral.Service.Id, Stop);
        Contact = service.Contact;
        return Page();
    }
}
