using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>What a service said of its places, and how old that is.</summary>
/// <param name="State">Open, limited or full.</param>
/// <param name="Places">How many, if it said.</param>
/// <param name="ValidUntil">Until when it holds, if it said.</param>
/// <param name="PublishedAt">When it said so.</param>
/// <param name="AgeInDays">How many days ago that was.</param>
/// <param name="IsOutOfDate">Whether it held only until an earlier day.</param>
public sealed record CapacityAnswer(CapacityState State, int? Places, DateOnly? ValidUntil, DateTimeOffset PublishedAt, int AgeInDays, bool IsOutOfDate);

/// <summary>A service, whether it is for somebody in these circumstances, and why.</summary>
/// <param name="Id">The service.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Journey">The journey it follows.</param>
/// <param name="TakesReferrals">Whether anything can be sent to it now.</param>
/// <param name="Suitability">Whether it is for them; where something has still to be asked, the rules say what.</param>
/// <param name="RestsOnUnconfirmed">Whether that hangs on a rule which has still to be confirmed.</param>
/// <param name="Why">Every rule in force, and what it says.</param>
/// <param name="Capacity">Its places; null where it never said.</param>
/// <param name="UsualTimeToFirstContact">Computed from the log; null where nothing was sent to it in the last half year.</param>
public sealed record MatchedService(
    ServiceId Id, string Name, string Description, string? Journey, bool TakesReferrals, Suitability Suitability, bool RestsOnUnconfirmed,
    IReadOnlyList<RuleAnswer> Why, CapacityAnswer? Capacity, UsualTime? UsualTimeToFirstContact);

/// <summary>What there is for somebody in these circumstances: suitable services first.</summary>
public sealed record MatchAnswer(IReadOnlyList<MatchedService> Services);

/// <summary>/api/services/match: it names nobody, and nothing of it is kept.</summary>
public static class MatchApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/services/match", async (HttpContext http, DirectoryQueries directory, UsualTimes times, TimeProvider time) =>
    {
        var (circumstances, problem) = await Requests.ReadBodyAsync<Circumstances>(http);
        if (problem is not null) return problem;
        if (circumstances!.Refuses() is { } no) return Problems.Of(no);
        if (await http.BehindAsync("directory") is { } behind) return behind;
        var today = EnglandTime.DateOf(time.GetUtcNow());
        var usual = await times.AllAsync(today, http.RequestAborted);
        var services = (await directory.AllAsync(http.RequestAborted)).Select(s => Matched(s, circumstances, usual.GetValueOrDefault(s.Id.Value), today));
        return Results.Ok(new MatchAnswer([.. services.OrderBy(s => s.Suitability).ThenByDescending(s => s.TakesReferrals)]));
    }).Requires(Right.ReadDirectory).WithTags("Services").Accepts<Circumstances>("application/json").Produces<MatchAnswer>()
        .WithSummary("Which services are for somebody in these circumstances, and why, rule by rule. Names nobody; nothing of it is kept");

    private static MatchedService Matched(Service service, Circumstances circumstances, UsualTime? usual, DateOnly today)
    {
        var match = Match.Of(service, circumstances, today);
        return new(service.Id, service.Name!, service.Description, service.Journey, service.TakesReferrals, match.Suitability, match.RestsOnUnconfirmed, match.Why,
            service.Capacity is { } c ? new(c.State, c.Places, c.ValidUntil, c.PublishedAt, today.DayNumber - EnglandTime.DateOf(c.PublishedAt).DayNumber, c.ValidUntil < today) : null,
            usual);
    }
}
