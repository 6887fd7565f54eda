using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>A job is still worked after 13 or 26 weeks, and what shows it.</summary>
public sealed record ConfirmEmployment(Guid Job, int Weeks, decimal HoursPerWeek, WageBasis WageBasis, EmploymentEvidence Evidence, int? WeeksWorked = null, int? WithinWeeks = null) : ReferralCommand, IReferralVerb<ConfirmEmployment>
{
    public static string Verb => "confirm-employment";

    public static ConfirmEmployment Plainest(Referral referral, Occasion on) => Pending(referral, on.Today) is var (job, weeks)
        ? new(job, weeks, 16, WageBasis.NationalLivingWageOrMore, EmploymentEvidence.PersonConfirmed)
        : new(Guid.Empty, 13, 16, WageBasis.Unknown, EmploymentEvidence.Other);

    private static (Guid Job, int Weeks)? Pending(Referral r, DateOnly today) =>
        (from job in r.Jobs
         from weeks in Referral.CheckWeeks
         where !job.Value.ConfirmedWeeks.Contains(weeks) && !(job.Value.EndedOn < job.Value.After(weeks)) && today >= job.Value.After(weeks)
         select ((Guid, int)?)(job.Key, weeks)).FirstOrDefault();

    public static Decision Decide(Referral r, ConfirmEmployment command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Job, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.InWork or ReferralStatus.Paused)) return Refusals.NotNow(r.Status);
        if (!Referral.CheckWeeks.Contains(command.Weeks)) return Refusals.OutOfRange("weeks", "13 or 26");
        if (!r.Jobs.TryGetValue(command.Job, out var job)) return Refusals.JobUnknown;
        if (job.ConfirmedWeeks.Contains(command.Weeks)) return Refusals.AlreadyConfirmed;
        if (job.EndedOn < job.After(command.Weeks)) return Refusals.JobEnded;
        if (on.Today < job.After(command.Weeks)) return Refusals.TooEarly(job.After(command.Weeks));
        if (command.HoursPerWeek is <= 0 or > 100) return Refusals.OutOfRange("hoursPerWeek", "hours a week above 0 and up to 100");
        var worked = command.WeeksWorked ?? command.Weeks;
        var within = command.WithinWeeks ?? Math.Max(worked, command.Weeks);
        if (worked < 1 || worked > within || within > 52) return Refusals.OutOfRange("weeksWorked", "weeks worked of at least 1, no more than the weeks they lie within");
        return r.Record(on, command.OccurredOn, new EmploymentConfirmed(
            command.Job, command.Weeks, job.After(command.Weeks), worked, within, command.HoursPerWeek, command.WageBasis, command.Evidence));
    }
}
