using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The promise in force after an event: who acts next, at what, and by when. Stored, so that later calendars change no past promise.</summary>
/// <param name="NextActor">Whose move it is.</param>
/// <param name="Awaited">What is waited for.</param>
/// <param name="On">The last day in time, or null where nothing is due.</param>
public sealed record Due(NextActor NextActor, Awaited Awaited, DateOnly? On)
{
    /// <summary>Nobody need do anything.</summary>
    public static readonly Due Nothing = new(NextActor.Nobody, Awaited.Nothing, null);
}

/// <summary>An event of a referral's stream. The banner of this file: type names may change, the stored names never.</summary>
public abstract record ReferralEvent : DomainEvent
{
    /// <summary>The promise from here on; null leaves the one in force as it is.</summary>
    [JsonPropertyOrder(1)]
    public Due? Due { get; init; }
}

/// <summary>What the person agreed to be shared, as it stood when the referral was sent.</summary>
public sealed record SharedUnder(AgreementId Agreement, People.AgreementScope Scope, ImmutableArray<ServiceId>? Recipients);

[Stored("referral.sent.v1")]
public sealed record Sent(
    string Reference,
    ReferralId Root,
    ReferralId? Previous,
    int Hop,
    PersonId Person,
    ConversationId? Conversation,
    ServiceId Service,
    OrganisationId Provider,
    string Journey,
    Services.ServiceClocks Clocks,
    OrganisationId Referrer,
    string ReferredBy,
    ReferralSource Source,
    Conversations.Setting Setting,
    Need Need,
    ImmutableArray<RiskFlag> Risks,
    SharedUnder SharedUnder,
    Personal? NeedSummary,
    Personal? HealthDetail,
    Personal? RiskDetail,
    Personal? Despite = null) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with
    {
        NeedSummary = NeedSummary is null ? null : change(NeedSummary),
        HealthDetail = HealthDetail is null ? null : change(HealthDetail),
        RiskDetail = RiskDetail is null ? null : change(RiskDetail),
        Despite = Despite is null ? null : change(Despite),
    };
}

[Stored("referral.received.v1")]
public sealed record Received : ReferralEvent;

[Stored("referral.information-requested.v1")]
public sealed record InformationRequested(Personal Question) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Question = change(Question) };
}

[Stored("referral.information-provided.v1")]
public sealed record InformationProvided(Personal Answer) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Answer = change(Answer) };
}

[Stored("referral.accepted.v1")]
public sealed record Accepted(string? Worker) : ReferralEvent;

[Stored("referral.acceptance-undone.v1")]
public sealed record AcceptanceUndone(Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

[Stored("referral.declined.v1")]
public sealed record Declined(DeclinedBy By, DeclineReason Reason, Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

/// <summary>The person has been told what became of the referral.</summary>
[Stored("referral.person-told.v1")]
public sealed record PersonTold(ContactMedium Medium) : ReferralEvent;

/// <summary>This referral ends here and goes on as another one, of the same root.</summary>
[Stored("referral.redirected.v1")]
public sealed record Redirected(ReferralId To, ServiceId ToService, RedirectReason Reason, Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

/// <summary>Another referral, of the same root, was sent in place of this declined or recalled one.</summary>
[Stored("referral.rematched.v1")]
public sealed record Rematched(ReferralId To, ServiceId ToService) : ReferralEvent;

[Stored("referral.withdrawn.v1")]
public sealed record Withdrawn(WithdrawReason Reason, Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

/// <summary>Taken back from a service that stayed silent. The referrer must now tell the person and find another way.</summary>
[Stored("referral.recalled.v1")]
public sealed record Recalled(Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

[Stored("referral.assigned.v1")]
public sealed record Assigned(string Worker) : ReferralEvent;

[Stored("referral.contact-recorded.v1")]
public sealed record ContactRecorded(Guid Contact, ContactMedium Medium, bool Reached, Personal? Outcome) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Outcome = Outcome is null ? null : change(Outcome) };
}

[Stored("referral.appointment-booked.v1")]
public sealed record AppointmentBooked(Guid Appointment, DateOnly On, TimeOnly? At, ContactMedium Medium, Personal? Place) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Place = Place is null ? null : change(Place) };
}

[Stored("referral.appointment-attended.v1")]
public sealed record AppointmentAttended(Guid Appointment, ContactMedium Medium, bool Late) : ReferralEvent;

[Stored("referral.appointment-missed.v1")]
public sealed record AppointmentMissed(Guid Appointment, bool ArrivedLate) : ReferralEvent;

[Stored("referral.appointment-cancelled.v1")]
public sealed record AppointmentCancelled(Guid Appointment, bool ByPerson) : ReferralEvent;

[Stored("referral.profile-started.v1")]
public sealed record ProfileStarted : ReferralEvent;

[Stored("referral.action-plan-agreed.v1")]
public sealed record ActionPlanAgreed(Guid Plan, Personal? Goal) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Goal = Goal is null ? null : change(Goal) };
}

[Stored("referral.employer-contacted.v1")]
public sealed record EmployerContacted(Guid Contact, bool FaceToFace) : ReferralEvent;

/// <summary>
/// A paid job. <paramref name="FourPaidHoursOn"/> is the day by which four paid hours had been worked, from when IPS Grow counts the job start.
/// </summary>
[Stored("referral.job-started.v1")]
public sealed record JobStarted(Guid Job, DateOnly StartedOn, decimal HoursPerWeek, DateOnly? FourPaidHoursOn, Personal? Employer) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Employer = Employer is null ? null : change(Employer) };
}

[Stored("referral.job-ended.v1")]
public sealed record JobEnded(Guid Job, DateOnly EndedOn) : ReferralEvent;

/// <summary>A job still worked after so many weeks, with how many hours a week were worked in how many of the weeks before.</summary>
[Stored("referral.employment-confirmed.v1")]
public sealed record EmploymentConfirmed(
    Guid Job, int Weeks, DateOnly ReachedOn, int WeeksWorked, int WithinWeeks, decimal HoursPerWeek, WageBasis WageBasis, EmploymentEvidence Evidence) : ReferralEvent;

[Stored("referral.training-started.v1")]
public sealed record TrainingStarted(Guid Training, Personal? Course) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Course = Course is null ? null : change(Course) };
}

[Stored("referral.advice-given.v1")]
public sealed record AdviceGiven(Guid Advice, Need About, Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

/// <summary>The advice service opened a case for the person, on these matters.</summary>
[Stored("referral.advice-case-opened.v1")]
public sealed record AdviceCaseOpened(ImmutableArray<AdviceArea> Areas) : ReferralEvent;

/// <summary>A job that was at risk is still held so many weeks after the plan to keep it was agreed.</summary>
[Stored("referral.employment-retained.v1")]
public sealed record EmploymentRetained(int Weeks, DateOnly ReachedOn, decimal HoursPerWeek, EmploymentEvidence Evidence) : ReferralEvent;

[Stored("referral.financial-gain-recorded.v1")]
public sealed record FinancialGainRecorded(Guid Gain, decimal Pounds, GainBasis Basis, GainKind Kind) : ReferralEvent;

/// <summary>A gain was recorded wrong; what it should have been stands here, what was recorded stays in the log.</summary>
[Stored("referral.financial-gain-corrected.v1")]
public sealed record FinancialGainCorrected(Guid Gain, decimal Pounds, GainBasis Basis, GainKind Kind, Personal? Why) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Why = Why is null ? null : change(Why) };
}

[Stored("referral.paused.v1")]
public sealed record Paused(PauseReason Reason, DateOnly ReviewOn, Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

[Stored("referral.resumed.v1")]
public sealed record Resumed : ReferralEvent;

[Stored("referral.closed.v1")]
public sealed record Closed(CloseReason Reason, CloseOutcome Outcome, Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

[Stored("referral.reopened.v1")]
public sealed record Reopened(Personal? Note) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

[Stored("referral.note-added.v1")]
public sealed record NoteAdded(Guid Note, NoteVisibility Visibility, Personal Text) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Text = change(Text) };
}

[Stored("referral.message-sent.v1")]
public sealed record MessageSent(Guid Message, Personal Text) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Text = change(Text) };
}

/// <summary>Facts of a job as they should have been recorded.</summary>
public sealed record JobCorrection(Guid Job, DateOnly StartedOn, decimal HoursPerWeek, DateOnly? FourPaidHoursOn);

/// <summary>Facts of a contact as they should have been recorded.</summary>
public sealed record ContactCorrection(Guid Contact, DateOnly On, ContactMedium Medium, bool Reached);

/// <summary>One recorded fact was wrong; what it should have been stands here, what was recorded stays in the log.</summary>
[Stored("referral.corrected.v1")]
public sealed record Corrected(JobCorrection? Job, ContactCorrection? Contact, Need? Need, Personal? Why) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Why = Why is null ? null : change(Why) };
}

[Stored("referral.entered-in-error.v1")]
public sealed record EnteredInError(Personal Why) : ReferralEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Why = change(Why) };
}

/// <summary>The promise was not kept in time. Appended by the broker's clock, once for each state entry and due date.</summary>
[Stored("referral.overdue.v1")]
public sealed record Overdue(NextActor Actor, Awaited Awaited, DateOnly DueOn) : ReferralEvent;
