using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>A job ends. When it was the last one open the person is engaged again, and that job's checks lapse.</summary>
public sealed record EndJob(Guid Job, DateOnly EndedOn) : ReferralCommand, IReferralVerb<EndJob>
{
    public static string Verb => "end-job";

    public static EndJob Plainest(Referral referral, Occasion on) => new(referral.Jobs.FirstOrDefault(j => j.Value.IsOpen).Key, on.Today);

    public static Decision Decide(Referral r, EndJob command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Job, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.InWork or ReferralStatus.Paused)) return Refusals.NotNow(r.Status);
        if (!r.Jobs.TryGetValue(command.Job, out var job)) return Refusals.JobUnknown;
        if (!job.IsOpen) return job.EndedOn == command.EndedOn ? Decision.Nothing : Refusals.JobEnded;
        if (command.EndedOn > on.Today) return Refusals.InFuture("endedOn");
        if (command.EndedOn < job.StartedOn) return Refusals.BeforeStart("endedOn");
        return r.Record(on, command.OccurredOn ?? command.EndedOn, new JobEnded(command.Job, command.EndedOn));
    }
}
