using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The person starts training or education.</summary>
public sealed record StartTraining(Personal? Course = null) : EntryCommand, IReferralVerb<StartTraining>
{
    public static string Verb => "start-training";

    public static StartTraining Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, StartTraining command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Training, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.InContact or ReferralStatus.Engaged or ReferralStatus.InWork)) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesText("course", command.Course) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new TrainingStarted(command.Id, command.Course));
    }
}
