using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The vocational profile is started: the person is engaged. They must have been reached first, or nobody could say when they were.</summary>
public sealed record StartProfile() : ReferralCommand, IReferralVerb<StartProfile>
{
    public static string Verb => "start-profile";

    public static StartProfile Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, StartProfile command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Profile, Verb) is { } foreign) return foreign;
        if (r.ProfileOn is not null && r.IsSupported) return Refusals.ProfileStarted;
        if (r.Status is not (ReferralStatus.InContact or ReferralStatus.InWork)) return Refusals.NotNow(r.Status);
        return r.Record(on, command.OccurredOn, new ProfileStarted());
    }
}
