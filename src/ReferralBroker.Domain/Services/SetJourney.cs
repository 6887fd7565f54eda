namespace ReferralBroker.Domain.Services;

/// <summary>
/// The journey the service follows and how long each next step may take, at once or from a day ahead. Referrals sent before keep the clocks they were sent
/// under.
/// </summary>
public sealed record SetJourney(string Journey, ServiceClocks? Clocks = null, DateOnly? From = null) : IServiceVerb<SetJourney>
{
    private const int MostDaysAhead = 731;

    public static string Verb => "set-journey";

    public static Decision Decide(Service s, SetJourney command, Occasion on)
    {
        if (s.RefusesDirectory(on) is { } no) return no;
        var clocks = command.Clocks ?? ServiceClocks.Default;
        if (Services.Journey.Find(command.Journey) is null) return Refusals.JourneyUnknown;
        if (!clocks.AreSensible()) return Refusals.OutOfRange("clocks", "between 1 and 90 days for each");
        if (command.From is not { } from) return Same(s.On(on.Today), command.Journey, clocks) ? Decision.Nothing : s.Record(on, new JourneySet(command.Journey, clocks));
        // A service that has no journey yet takes no referrals, and a plan alone does not make it take any.
        if (s.Journey is null) return Refusals.ServiceNotReady;
        if (from <= on.Today) return Refusals.NotInFuture("from");
        if (from > on.Today.AddDays(MostDaysAhead)) return Refusals.OutOfRange("from", "a day within the next two years");
        return s.Planned.Any(p => p == new PlannedJourney(from, command.Journey, clocks)) ? Decision.Nothing : s.Record(on, new JourneySet(command.Journey, clocks, from));
    }

    private static bool Same(Service s, string journey, ServiceClocks clocks) => (s.Journey, s.Clocks) == (journey, clocks);
}
