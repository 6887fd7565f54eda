using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Demo;

/// <summary>The doors that exist in the demo only. Outside it this file is never mapped.</summary>
public static class DemoEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/demo/token", (string? persona, DemoTokens tokens) =>
            Personas.All.FirstOrDefault(p => p.Code == persona) is { } known
                ? Results.Ok(new Dictionary<string, string> { ["access_token"] = tokens.Issue(known.Actor), ["token_type"] = "Bearer" })
                : Problems.UnknownCode($"There is no such persona. Known: {string.Join(", ", Personas.All.Select(p => p.Code))}.", "persona"))
            .AllowAnonymous().WithTags("Demo").WithSummary("A token for a persona of the demo");
}
