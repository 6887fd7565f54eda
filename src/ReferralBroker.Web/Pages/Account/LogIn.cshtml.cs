using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Pages.Account;

/// <summary>Leads to the identity provider, and from there back to where somebody wanted to go: never to another site.</summary>
[AllowAnonymous]
public sealed class LogInModel(IServiceProvider services) : PageModel
{
    public IActionResult OnGet(string? returnUrl)
    {
        if (HttpContext.Member() is { } member) return LocalRedirect(Url.OwnOr(returnUrl, Menu.HomeOf(member.Actor.Role)));
        // In the demo nobody has a password: the start page has a button for each persona.
        if (services.GetService<DemoTokens>() is not null) return LocalRedirect("/");
        return Challenge(new Microsoft.AspNetCore.Authentication.AuthenticationProperties { RedirectUri = Url.OwnOr(returnUrl, "/log-in") }, Schemes.Provider);
    }
}
