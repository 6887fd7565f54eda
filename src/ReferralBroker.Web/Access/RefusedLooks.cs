using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Views;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Access;

/// <summary>Puts on record that somebody tried what is not theirs to do with somebody's record: by their role, or by a command that was refused.</summary>
public static class RefusedLooks
{
    /// <summary>Records it where the address names a person, a referral or a conversation; elsewhere there is nobody to look at.</summary>
    public static async Task RecordRefusedAsync(this HttpContext http, string code)
    {
        if (http.Member() is not { } member || !Guid.TryParse(http.GetRouteValue("id")?.ToString(), out var id)) return;
        var path = http.Request.Path;
        var isPerson = path.StartsWithSegments("/api/people") || path.StartsWithSegments("/api/looks/people");
        if (!isPerson && !path.StartsWithSegments("/api/referrals") && !path.StartsWithSegments("/api/conversations")) return;
        var services = http.RequestServices;
        var person = isPerson ? id : path.StartsWithSegments("/api/referrals") ? (await services.GetRequiredService<Reader>().StateAsync(new(id), http.RequestAborted)).Terms?.Person.Value : null;
        await services.GetRequiredService<LookTrail>().RecordAsync(new(services.GetRequiredService<TimeProvider>().GetUtcNow(), member.Actor, What(path), LookGround.None, person is { } known ? [known] : [], http.Correlation())
        {
            Record = isPerson ? null : id,
            Refused = code,
        }, http.RequestAborted);
    }

    /// <summary>The verb of the address; where it has none, the kind of record it names.</summary>
    private static string What(PathString path)
    {
        var parts = path.Value!.Trim('/').Split('/');
        return Guid.TryParse(parts[^1], out _) ? parts[^2] switch { "people" => "person", "referrals" => "referral", _ => "conversation" } : parts[^1];
    }
}
