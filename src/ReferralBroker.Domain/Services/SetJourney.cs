namespace ReferralBroker.Domain.Services;

/// <summary>The journey the service follows and how long each next step may take. Referrals sent before keep the clocks they were sent under.</summary>
public sealed record SetJourney(string Journey, ServiceClocks? Clocks = null) : IServiceVerb<SetJourney>
{
    public static string Verb => "set-journey";

    public static Decision Decide(Service s, SetJourney command, Occasion on)
    {
        if (s.RefusesDirectory(on) is { } no) return no;
        var clocks = command.Clocks ?? ServiceClocks.Default;
        if (Services.Journey.Find(command.Journey) is null) return Refusals.JourneyUnknown;
        if (!clocks.AreSensible()) return Refusals.OutOfRange("clocks", "between 1 and 90 days for each");
        return (s.Journey, s.Clocks) == (command.Journey, clocks) ? Decision.Nothing : s.Record(on, new JourneySet(command.Journey, clocks));
    }
}
