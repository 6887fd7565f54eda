namespace ReferralBroker.Domain.Referrals;

/// <summary>What holds for the facts of a job, recorded or corrected.</summary>
internal static class JobRules
{
    public static Refusal? Refuses(Referral r, Occasion on, DateOnly startedOn, decimal hoursPerWeek, DateOnly? fourPaidHoursOn) =>
        startedOn > on.Today ? Refusals.InFuture("startedOn")
        : startedOn < r.SentOn ? Refusals.BeforeReferral(r.SentOn)
        : hoursPerWeek is <= 0 or > 100 ? Refusals.OutOfRange("hoursPerWeek", "hours a week above 0 and up to 100")
        : fourPaidHoursOn > on.Today ? Refusals.InFuture("fourPaidHoursOn")
        : fourPaidHoursOn < startedOn ? Refusals.BeforeStart("fourPaidHoursOn")
        : null;
}
