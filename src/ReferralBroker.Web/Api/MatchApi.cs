using ReferralBroker.Domain;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Api;

/// <summary>What there is for somebody in these circumstances: suitable services first.</summary>
public sealed record MatchAnswer(IReadOnlyList<MatchedService> Services);

/// <summary>/api/services/match: it names nobody, and nothing of it is kept.</summary>
public static class MatchApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/services/match", async (HttpContext http, ServiceMatching matching, TimeProvider time) =>
    {
        var (circumstances, problem) = await Requests.ReadBodyAsync<Circumstances>(http);
        if (problem is not null) return problem;
        if (circumstances!.Refuses() is { } no) return Problems.Of(no);
        if (await http.BehindAsync("directory") is { } behind) return behind;
        return Results.Ok(new MatchAnswer(await matching.MatchAsync(circumstances, EnglandTime.DateOf(time.GetUtcNow()), http.RequestAborted)));
    }).Requires(Right.ReadDirectory).WithTags("Services").Accepts<Circumstances>("application/json").Produces<MatchAnswer>()
        .WithSummary("Which services are for somebody in these circumstances, and why, rule by rule. Names nobody; nothing of it is kept");
}
