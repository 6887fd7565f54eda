using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>A sheet for the person, in plain English, to be printed and taken home.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class SheetModel(ReferralReferences references, Reader reader, DirectoryQueries directory) : ReferralPage(references, reader, directory)
{
    public async Task<IActionResult> OnGetAsync() => await ReadAsync("sheet") is { } not ? not : Page();
}
