using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Pages.Account;

/// <summary>
/// Ends the session here and, where the provider offers that, at the provider too (OpenID Connect RP-Initiated Logout 1.0): on a shared computer the
/// next person must not be let in as the last.
/// </summary>
[AllowAnonymous]
public sealed class LogOutModel(IServiceProvider services) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(Schemes.Session);
        return await EndAtProviderAsync() is { } address ? Redirect(address) : LocalRedirect("/logged-out");
    }

    private async Task<string?> EndAtProviderAsync()
    {
        if (services.GetService<IConfigurationManager<OpenIdConnectConfiguration>>() is not { } metadata) return null;
        try
        {
            if ((await metadata.GetConfigurationAsync(HttpContext.RequestAborted)).EndSessionEndpoint is not { Length: > 0 } end) return null;
            return QueryHelpers.AddQueryString(end, new Dictionary<string, string?>
            {
                ["client_id"] = services.GetRequiredService<IOptionsMonitor<OidcOptions>>().Get(Schemes.Provider).ClientId,
                ["post_logout_redirect_uri"] = $"{Request.Scheme}://{Request.Host}/logged-out",
            });
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            // The session here has ended, whatever the provider can be told.
            return null;
        }
    }
}
