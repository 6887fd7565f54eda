using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Answering;

/// <summary>Remembers in the browser, for half an hour, that the code of one link was entered there.</summary>
public sealed class AnswerSession(IDataProtectionProvider protection, IOptions<Settings> settings)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(30);

    private string Name => SignInServices.CookieName("broker-answer", settings.Value.ReadPublicAddress());

    private ITimeLimitedDataProtector Protector => protection.CreateProtector("answer-session").ToTimeLimitedDataProtector();

    public void Begin(HttpContext http, AnswerLink link) => http.Response.Cookies.Append(Name, Protector.Protect(link.Id.ToString("N"), GoodFor),
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true });

    public bool IsOf(HttpContext http, AnswerLink link)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 } cookie) return false;
        try
        {
            return Protector.Unprotect(cookie) == link.Id.ToString("N");
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
