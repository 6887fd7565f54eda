using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Views;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Access;

/// <summary>Puts on record that somebody tried what is not theirs to do with somebody's record: by their role, or by a command that was refused.</summary>
public static class RefusedLooks
{
    /// <summary>Records it where the address names a person, a referral or a conversation; elsewhere there is nobody to look at.</summary>
    public static async Task RecordRefusedAsync(this HttpContext http, string code)
    {
        if (http.Member() is not { } member || await TargetAsync(http) is not var (kind, id)) return;
        var services = http.RequestServices;
        var person = kind switch
        {
            "person" => id,
            "referral" => (await services.GetRequiredService<Reader>().StateAsync(new(id), http.RequestAborted)).Terms?.Person.Value,
            _ => null,
        };
        await services.GetRequiredService<LookTrail>().RecordAsync(new(services.GetRequiredService<TimeProvider>().GetUtcNow(), member.Actor, What(http.Request.Path, kind), LookGround.None, person is { } known ? [known] : [], http.Correlation())
        {
            Record = kind == "person" ? null : id,
            Refused = code,
        }, http.RequestAborted);
    }

    /// <summary>The record that the address names, of the API or of a page.</summary>
    private static async Task<(string Kind, Guid Id)?> TargetAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (http.GetRouteValue("reference") is string reference)
            return await http.RequestServices.GetRequiredService<ReferralReferences>().FindAsync(reference, http.RequestAborted) is { } referral ? ("referral", referral.Value) : null;
        if (!Guid.TryParse(http.GetRouteValue("id")?.ToString(), out var id)) return null;
        foreach (var (kind, roots) in Roots)
            foreach (var root in roots)
                if (path.StartsWithSegments(root)) return (kind, id);
        return null;
    }

    private static readonly (string Kind, string[] Roots)[] Roots =
        [("person", ["/api/people", "/api/looks/people", "/people"]), ("referral", ["/api/referrals"]), ("conversation", ["/api/conversations", "/conversations"])];

    /// <summary>The verb of the address; where it has none, the kind of record it names.</summary>
    private static string What(PathString path, string kind)
    {
        var last = path.Value!.Trim('/').Split('/')[^1];
        return Guid.TryParse(last, out _) || last.Any(c => !char.IsAsciiLetterLower(c) && c != '-') ? kind : last;
    }
}
