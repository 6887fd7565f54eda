using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Application.Access;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Pages.Account;

/// <summary>Somebody who works for several organisations says for which one they act.</summary>
[AllowAnonymous]
public sealed class OrganisationsModel : PageModel
{
    public IReadOnlyList<Membership> Choices => HttpContext.Features.Get<Bound>()?.Choices ?? [];

    public string ReturnUrl { get; private set; } = "/log-in";

    public IActionResult OnGet(string? returnUrl)
    {
        if (User.Identity is not { IsAuthenticated: true }) return LocalRedirect("/log-in?returnUrl=/organisations");
        ReturnUrl = Url.OwnOr(returnUrl, "/log-in");
        return Choices.Count == 0 || (Choices.Count == 1 && HttpContext.Member() is not null) ? LocalRedirect("/log-in") : Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid organisation, string? returnUrl)
    {
        if (User.Identity is not { IsAuthenticated: true }) return LocalRedirect("/log-in?returnUrl=/organisations");
        if (Choices.FirstOrDefault(c => c.Organisation.Id.Value == organisation) is not { } choice) return NotFound();
        var identity = new ClaimsIdentity(User.Claims.Where(c => c.Type != MemberBinder.Chosen), Schemes.Session);
        identity.AddClaim(new(MemberBinder.Chosen, choice.Organisation.Id.ToString()));
        var ends = (await HttpContext.AuthenticateAsync(Schemes.Session)).Properties?.ExpiresUtc;
        await HttpContext.SignInAsync(Schemes.Session, new(identity), new() { ExpiresUtc = ends });
        return LocalRedirect(Url.OwnOr(returnUrl, "/log-in"));
    }
}
