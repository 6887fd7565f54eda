using System.Collections.Immutable;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Reporting.Stages;

/// <summary>Which stages a referral has reached and when, as its events make it.</summary>
public sealed record ReferralStages(Referral Referral)
{
    /// <summary>Stages reached by an event of their own.</summary>
    public ImmutableSortedDictionary<string, DateOnly> Dated { get; init; } = ImmutableSortedDictionary<string, DateOnly>.Empty;

    /// <summary>Why it went the way out that it went, by the stage's code.</summary>
    public ImmutableSortedDictionary<string, string> Reasons { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Jobs that have met the IPSPC threshold.</summary>
    public ImmutableSortedSet<Guid> AboveThreshold { get; init; } = [];

    /// <summary>What the person gains a year, in pounds; null while no gain is recorded.</summary>
    public decimal? PoundsAYear => Referral.Gains.IsEmpty ? null : Referral.Gains.Values.Where(g => g.Basis == GainBasis.Yearly).Sum(g => g.Pounds);

    /// <summary>The day by which somebody was to act; null where the clock has not found it gone by, or they have acted since.</summary>
    private DateOnly? OverdueSince => Referral.MarkedOverdue is { } marked && marked == Referral.Due ? marked.On : null;

    /// <summary>Why it stands at a stage: the reason of a way out, or what is awaited.</summary>
    public string? ReasonOf(Stage stage) => stage == StageNames.Overdue ? Codes.Name(Referral.Due.Awaited) : stage.HasReasons ? Reasons.GetValueOrDefault(stage.Code) : null;

    public static ReferralStages None(ReferralId id) => new(Referral.None(id));

    public static ReferralStages Evolve(ReferralStages s, Fact fact) => fact.Event switch
    {
        Sent => s.Reach(StageNames.Sent, fact),
        Received => s.Reach(StageNames.Received, fact),
        Accepted => s.Reach(StageNames.Accepted, fact),
        AcceptanceUndone => s.Leave(StageNames.Accepted),
        ProfileStarted or AdviceCaseOpened => s.Reach(StageNames.Engaged, fact),
        ActionPlanAgreed when s.Referral.Journey.Has(Milestone.Retention) => s.Reach(StageNames.PlanToKeepJob, fact),
        EmploymentRetained { Weeks: 13 } e => s.Reach(StageNames.Retained13, e.ReachedOn),
        // Whoever still held the job at 26 weeks held it at 13.
        EmploymentRetained e => s.Reach(StageNames.Retained13, e.ReachedOn.AddDays(-7 * (e.Weeks - 13))).Reach(StageNames.Retained26, e.ReachedOn),
        AdviceGiven when s.Referral.Journey.Has(Milestone.AdviceCase) => s.Reach(StageNames.CaseAdvice, fact),
        FinancialGainRecorded => s.Reach(StageNames.FinancialGain, fact),
        Declined e => s.Lose(StageNames.Declined, fact, Codes.Name(e.Reason)),
        Recalled => s.Reach(StageNames.Recalled, fact),
        Redirected e => s.Lose(StageNames.Redirected, fact, Codes.Name(e.Reason)),
        Withdrawn e => s.Lose(StageNames.Withdrawn, fact, Codes.Name(e.Reason)),
        Closed e => s.Lose(StageNames.Closed, fact, Codes.Name(e.Reason)),
        Reopened => s.Leave(StageNames.Closed),
        EmploymentConfirmed e when MeetsThreshold(e) => s with { AboveThreshold = s.AboveThreshold.Add(e.Job) },
        _ => s,
    } with
    { Referral = Referral.Evolve(s.Referral, fact) };

    /// <summary>Every stage that stands reached, with its day. A referral entered in error has reached none.</summary>
    public IEnumerable<(Stage Stage, DateOnly On)> Reached()
    {
        if (Referral.Status == ReferralStatus.EnteredInError) yield break;
        foreach (var (code, on) in Dated) yield return (StageNames.Of(code), on);
        if (Referral.ReachedOn is { } reached) yield return (StageNames.FirstContact, reached);
        if (First(job => job.FourPaidHoursOn ?? (job.ConfirmedWeeks.Count > 0 ? job.StartedOn : null)) is { } start) yield return (StageNames.JobStart, start);
        if (First(job => job.ConfirmedWeeks.Count > 0 ? job.After(13) : null) is { } thirteen) yield return (StageNames.Sustained13, thirteen);
        if (First(job => job.ConfirmedWeeks.Contains(26) ? job.After(26) : null) is { } twentySix) yield return (StageNames.Sustained26, twentySix);
        if (Referral.Jobs.Where(j => AboveThreshold.Contains(j.Key)).Select(j => (DateOnly?)j.Value.After(13)).Min() is { } threshold)
            yield return (StageNames.Threshold, threshold);
        if (OverdueSince is { } overdue) yield return (StageNames.Overdue, overdue);
    }

    private DateOnly? First(Func<Job, DateOnly?> day) => Referral.Jobs.Values.Select(day).Min();

    private static bool MeetsThreshold(EmploymentConfirmed e) =>
        e is { WeeksWorked: >= 13, HoursPerWeek: >= 7, WageBasis: WageBasis.NationalLivingWageOrMore }
        // Thirteen weeks within sixteen: no more than three weeks of the stretch may be without work.
        && e.WithinWeeks - e.WeeksWorked <= 3;

    private ReferralStages Reach(Stage stage, Fact fact) => Reach(stage, fact.OccurredOn);

    // The first day counts, whichever was told first.
    private ReferralStages Reach(Stage stage, DateOnly on) => IsReachedBy(stage, on) ? this : this with { Dated = Dated.SetItem(stage.Code, on) };

    private bool IsReachedBy(Stage stage, DateOnly on) => Dated.TryGetValue(stage.Code, out var day) && day <= on;

    // As the day is that of the first time, so is the reason.
    private ReferralStages Lose(Stage stage, Fact fact, string reason) => IsReachedBy(stage, fact.OccurredOn) ? this : Reach(stage, fact) with { Reasons = Reasons.SetItem(stage.Code, reason) };

    private ReferralStages Leave(Stage stage) => this with { Dated = Dated.Remove(stage.Code) };
}
