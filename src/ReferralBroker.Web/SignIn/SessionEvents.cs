using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ReferralBroker.Web.SignIn;

/// <summary>
/// Ties the cookie to a session in the database. Each log-in begins a new one, also in a browser that had one: a cookie planted there beforehand is
/// worth nothing.
/// </summary>
public sealed class SessionEvents(Sessions sessions) : CookieAuthenticationEvents
{
    private const string Secret = "session";

    public override async Task SigningIn(CookieSigningInContext context)
    {
        var (identity, stop) = ((ClaimsIdentity)context.Principal!.Identity!, context.HttpContext.RequestAborted);
        // Another organisation was chosen: the session goes on as it is, ends when it would have, and a second press finds it still there.
        if (identity.HasClaim(c => c.Type == Secret)) return;
        if ((await context.HttpContext.AuthenticateAsync(Schemes.Session)).Principal?.FindFirst(Secret) is { } before) await sessions.EndAsync(before.Value, stop);
        identity.AddClaim(new(Secret, await sessions.BeginAsync(stop)));
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (context.Principal?.FindFirst(Secret) is { } secret && await sessions.LeftAsync(secret.Value, !SessionTime.IsMereQuestion(http.Request), http.RequestAborted) is { } left)
            http.Features.Set(new SessionLeft(left));
        else context.RejectPrincipal();
    }

    public override async Task SigningOut(CookieSigningOutContext context)
    {
        if ((await context.HttpContext.AuthenticateAsync(Schemes.Session)).Principal?.FindFirst(Secret) is { } secret)
            await sessions.EndAsync(secret.Value, context.HttpContext.RequestAborted);
    }
}
