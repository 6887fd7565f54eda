using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The person starts a paid job; they may hold several.</summary>
public sealed record StartJob(DateOnly StartedOn, decimal HoursPerWeek, DateOnly? FourPaidHoursOn = null, Personal? Employer = null) : EntryCommand, IReferralVerb<StartJob>
{
    public static string Verb => "start-job";

    public static StartJob Plainest(Referral referral, Occasion on) => new(on.Today, 16);

    public static Decision Decide(Referral r, StartJob command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Job, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.Engaged or ReferralStatus.InWork)) return Refusals.NotNow(r.Status);
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        if (JobRules.Refuses(r, on, command.StartedOn, command.HoursPerWeek, command.FourPaidHoursOn) is { } bad) return bad;
        if (ReferralRules.RefusesText("employer", command.Employer) is { } tooLong) return tooLong;
        return r.Record(on, command.OccurredOn ?? command.StartedOn, new JobStarted(command.Id, command.StartedOn, command.HoursPerWeek, command.FourPaidHoursOn, command.Employer));
    }
}
