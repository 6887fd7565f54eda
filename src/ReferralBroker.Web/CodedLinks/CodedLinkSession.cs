using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.CodedLinks;

/// <summary>Remembers in the browser that the code of one link was entered there: for half an hour after the last step, and for some hours in all.</summary>
public sealed class CodedLinkSession(IDataProtectionProvider protection, IOptions<Settings> settings, TimeProvider time)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    private IDataProtector Protector => protection.CreateProtector("coded-link-session");

    public void Begin(HttpContext http, CodedLink link) => Put(http, link, time.GetUtcNow());

    /// <summary>Forgets it: whoever sits at this browser next needs a code of their own.</summary>
    public void End(HttpContext http, CodedLinkKind kind) => http.Response.Cookies.Delete(NameOf(kind), Options(http));

    /// <summary>For how long it is remembered from this step on; null where it is not.</summary>
    public TimeSpan? Go(HttpContext http, CodedLink link)
    {
        if (Read(http, link) is not { } begun) return null;
        Put(http, link, begun);
        var left = begun + Longest - time.GetUtcNow();
        return left < Idle ? left : Idle;
    }

    private DateTimeOffset? Read(HttpContext http, CodedLink link)
    {
        if (http.Request.Cookies[NameOf(link.Kind)] is not { Length: > 0 } cookie) return null;
        try
        {
            if (Protector.Unprotect(cookie).Split(' ') is not [var id, var begun, var seen] || id != link.Id.ToString("N")) return null;
            var (began, now) = (At(begun), time.GetUtcNow());
            return now - At(seen) < Idle && now - began < Longest ? began : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private void Put(HttpContext http, CodedLink link, DateTimeOffset begun) =>
        http.Response.Cookies.Append(NameOf(link.Kind), Protector.Protect($"{link.Id:N} {begun.ToUnixTimeSeconds()} {time.GetUtcNow().ToUnixTimeSeconds()}"), Options(http));

    private static DateTimeOffset At(string seconds) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

    private string NameOf(CodedLinkKind kind) => SignInServices.CookieName($"page-{kind.Code}", settings.Value.ReadPublicAddress());

    private static CookieOptions Options(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true };
}
