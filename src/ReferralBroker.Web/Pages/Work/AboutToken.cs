using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>
/// Carries what was said of somebody's circumstances from one page to the next, sealed, so that an address holds nothing that anybody can read. It is
/// good for one user and for a working day, and nothing of it is kept.
/// </summary>
public sealed class AboutToken(IDataProtectionProvider protection)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(12);

    public string Seal(Circumstances circumstances, Actor by) => For(by).Protect(JsonSerializer.Serialize(circumstances, ApiJson.Options), GoodFor);

    /// <summary>What was sealed; null where it is too old, another's, or nothing of ours.</summary>
    public Circumstances? Open(string? token, Actor by)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            return JsonSerializer.Deserialize<Circumstances>(For(by).Unprotect(token), ApiJson.Options);
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector For(Actor by) => protection.CreateProtector("about", by.Organisation.ToString(), by.User).ToTimeLimitedDataProtector();
}
