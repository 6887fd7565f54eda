using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.CodedLinks;

/// <summary>Remembers in the browser, for half an hour, that the code of one link was entered there.</summary>
public sealed class CodedLinkSession(IDataProtectionProvider protection, IOptions<Settings> settings)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(30);

    private ITimeLimitedDataProtector Protector => protection.CreateProtector("coded-link-session").ToTimeLimitedDataProtector();

    public void Begin(HttpContext http, CodedLink link) => http.Response.Cookies.Append(NameOf(link.Kind), Protector.Protect(link.Id.ToString("N"), GoodFor), Options(http));

    /// <summary>Forgets it: whoever sits at this browser next needs a code of their own.</summary>
    public void End(HttpContext http, CodedLinkKind kind) => http.Response.Cookies.Delete(NameOf(kind), Options(http));

    public bool IsOf(HttpContext http, CodedLink link)
    {
        if (http.Request.Cookies[NameOf(link.Kind)] is not { Length: > 0 } cookie) return false;
        try
        {
            return Protector.Unprotect(cookie) == link.Id.ToString("N");
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private string NameOf(CodedLinkKind kind) => SignInServices.CookieName($"page-{kind.Code}", settings.Value.ReadPublicAddress());

    private static CookieOptions Options(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true };
}
