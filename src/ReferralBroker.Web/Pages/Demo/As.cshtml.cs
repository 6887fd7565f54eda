using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using ReferralBroker.Domain;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Pages.Demo;

/// <summary>Logs in as a persona. There only in the demo.</summary>
[AllowAnonymous]
public sealed class AsModel(IServiceProvider services, IOptions<ClaimNames> names) : PageModel
{
    public IActionResult OnGet() => services.GetService<DemoTokens>() is null ? NotFound() : LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync(string persona)
    {
        if (services.GetService<DemoTokens>() is null || Personas.All.FirstOrDefault(p => p.Code == persona) is not { } known) return NotFound();
        var identity = new ClaimsIdentity(
        [
            new(names.Value.User, known.Actor.User),
            new(names.Value.Role, Codes.Name(known.Actor.Role)),
            new(names.Value.Organisation, known.Actor.Organisation.ToString()),
            new(SignInServices.PersonName, $"Demo {known.Code}"),
        ], Schemes.Session);
        await HttpContext.SignInAsync(Schemes.Session, new(identity));
        return LocalRedirect(Menu.HomeOf(known.Actor.Role));
    }
}
