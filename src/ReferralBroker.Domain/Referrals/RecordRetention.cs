using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The job that was at risk is still held 13 or 26 weeks after the plan to keep it was agreed, and what shows it.</summary>
public sealed record RecordRetention(int Weeks, decimal HoursPerWeek, EmploymentEvidence Evidence) : ReferralCommand, IReferralVerb<RecordRetention>
{
    public static string Verb => "record-retention";

    public static RecordRetention Plainest(Referral referral, Occasion on) => new(Pending(referral, on.Today), 16, EmploymentEvidence.PersonConfirmed);

    private static int Pending(Referral r, DateOnly today) => Referral.CheckWeeks.LastOrDefault(weeks =>
        r.PlanToKeepJobOn is { } since && today >= since.AddDays(7 * weeks) && !r.RetainedWeeks.Contains(weeks), Referral.CheckWeeks[0]);

    public static Decision Decide(Referral r, RecordRetention command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Retention, Verb) is { } foreign) return foreign;
        // Support may end before the weeks do; that the job was kept is still to be told.
        if (r.Status is not (ReferralStatus.InWork or ReferralStatus.Paused or ReferralStatus.Closed) || r.PlanToKeepJobOn is not { } since) return Refusals.NotNow(r.Status);
        if (!Referral.CheckWeeks.Contains(command.Weeks)) return Refusals.OutOfRange("weeks", "13 or 26");
        if (r.RetainedWeeks.Contains(command.Weeks)) return Refusals.AlreadyConfirmed;
        if (on.Today < since.AddDays(7 * command.Weeks)) return Refusals.TooEarly(since.AddDays(7 * command.Weeks));
        if (command.HoursPerWeek is <= 0 or > 100) return Refusals.OutOfRange("hoursPerWeek", "hours a week above 0 and up to 100");
        return r.Record(on, command.OccurredOn, new EmploymentRetained(command.Weeks, since.AddDays(7 * command.Weeks), command.HoursPerWeek, command.Evidence));
    }
}
