using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.SignIn;

/// <summary>
/// Lets somebody who is logged in use the API from our own pages and from nobody else's: a browser sends its cookie wherever a page makes it. Reading
/// must not come from another site, and whatever is sent carries the token of one of our forms.
/// </summary>
public sealed class SessionGuard(RequestDelegate next, IAntiforgery forms)
{
    /// <summary>The header that carries a form's token.</summary>
    public const string Header = "X-Form-Token";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/api") && http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket?.AuthenticationScheme == Schemes.Session && !await IsOursAsync(http))
        {
            await Problems.FromElsewhere.ExecuteAsync(http);
            return;
        }
        await next(http);
    }

    private async Task<bool> IsOursAsync(HttpContext http) => HttpMethods.IsGet(http.Request.Method)
        ? http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
        : http.Request.Headers.ContainsKey(Header) && await forms.IsRequestValidAsync(http);
}
