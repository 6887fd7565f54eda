using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Reporting.Waits;

namespace ReferralBroker.Web.Reading;

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

/// <summary>Matches services to somebody's circumstances: the one way for the API and for pages. It names nobody, and nothing of it is kept.</summary>
public sealed class ServiceMatching(DirectoryQueries directory, UsualTimes times)
{
    /// <summary>Every service that has not closed: suitable ones first, and among these those that take referrals.</summary>
    public async Task<IReadOnlyList<MatchedService>> MatchAsync(Circumstances circumstances, DateOnly today, CancellationToken stop = default)
    {
        var usual = await times.AllAsync(today, stop);
        return [.. (await directory.AllAsync(stop)).Select(s => Matched(s.On(today), circumstances, usual.GetValueOrDefault(s.Id.Value), today)).OrderBy(s => s.Suitability).ThenByDescending(s => s.TakesReferrals)];
    }

    private static MatchedService Matched(Service service, Circumstances circumstances, UsualTime? usual, DateOnly today)
    {
        var match = Match.Of(service, circumstances, today);
        return new(service.Id, service.Name!, service.Description, service.Journey, service.TakesReferrals, match.Suitability, match.RestsOnUnconfirmed, match.Why,
            service.Capacity is { } c ? new(c.State, c.Places, c.ValidUntil, c.PublishedAt, today.DayNumber - EnglandTime.DateOf(c.PublishedAt).DayNumber, c.ValidUntil < today) : null,
            usual);
    }
}
