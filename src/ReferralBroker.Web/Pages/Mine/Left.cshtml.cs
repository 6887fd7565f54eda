using Microsoft.AspNetCore.Authorization;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Mine;

/// <summary>Somebody has left their own page, or ended it.</summary>
[AllowAnonymous]
public sealed class LeftModel : WorkPage
{
    public void OnGet()
    {
    }
}
