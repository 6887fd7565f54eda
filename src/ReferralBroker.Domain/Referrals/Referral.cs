using System.Collections.Immutable;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>A contact with the person, or an attempt at one. Direct: face to face, by telephone, talk type or video (MHSDS 01, 02, 04, 11).</summary>
public sealed record Contact(DateOnly On, ContactMedium Medium, bool Reached)
{
    public bool ReachedDirectly => Reached && IsDirect(Medium);

    /// <summary>Whether two people can be there at the same time: nobody meets by a message.</summary>
    public static bool CanMeetBy(ContactMedium medium) => medium is not (ContactMedium.Email or ContactMedium.TextMessage);

    public static bool IsDirect(ContactMedium medium) =>
        medium is ContactMedium.FaceToFace or ContactMedium.Telephone or ContactMedium.TalkType or ContactMedium.Video;
}

public sealed record Appointment(DateOnly On, ContactMedium Medium, Attendance? Attendance)
{
    public bool Attended => Attendance is Referrals.Attendance.Attended or Referrals.Attendance.AttendedLate;
}

public sealed record Job(DateOnly StartedOn, decimal HoursPerWeek, DateOnly? FourPaidHoursOn, DateOnly? EndedOn, ImmutableSortedSet<int> ConfirmedWeeks)
{
    public bool IsOpen => EndedOn is null;

    /// <summary>The first day on which so many weeks have been worked through.</summary>
    public DateOnly After(int weeks) => StartedOn.AddDays(7 * weeks);
}

public sealed record Gain(decimal Pounds, GainBasis Basis, GainKind Kind);

/// <summary>A referral as its events make it.</summary>
public sealed record Referral
{
    /// <summary>The weeks after a job's start at which it is looked at again.</summary>
    public static readonly ImmutableArray<int> CheckWeeks = [13, 26];

    /// <summary>No referral yet.</summary>
    public static Referral None(ReferralId id) => new() { Id = id };

    public required ReferralId Id { get; init; }

    /// <summary>What was sent; null while nothing was.</summary>
    public Sent? Terms { get; init; }

    public ReferralStatus Status { get; init; }

    public Due Due { get; init; } = Due.Nothing;

    public DateOnly SentOn { get; init; }

    /// <summary>The day on which the present status was entered.</summary>
    public DateOnly EnteredOn { get; init; }

    /// <summary>The status to go back to after a question or a pause.</summary>
    public ReferralStatus Before { get; init; }

    /// <summary>The day from which clocks run anew after a question or a pause.</summary>
    public DateOnly? RestartedOn { get; init; }

    public DateOnly? AcceptedOn { get; init; }

    /// <summary>The worker who holds it: an opaque user key.</summary>
    public string? Worker { get; init; }

    public ImmutableSortedDictionary<Guid, Contact> Contacts { get; init; } = ImmutableSortedDictionary<Guid, Contact>.Empty;

    public ImmutableSortedDictionary<Guid, Appointment> Appointments { get; init; } = ImmutableSortedDictionary<Guid, Appointment>.Empty;

    public DateOnly? ProfileOn { get; init; }

    /// <summary>The day an advice case was opened.</summary>
    public DateOnly? AdviceCaseOn { get; init; }

    /// <summary>The day a plan was agreed to keep a job that is at risk: from it the weeks of retention are counted.</summary>
    public DateOnly? PlanToKeepJobOn { get; init; }

    /// <summary>The weeks at which that job was confirmed as kept.</summary>
    public ImmutableSortedSet<int> RetainedWeeks { get; init; } = [];

    /// <summary>What the person gained.</summary>
    public ImmutableSortedDictionary<Guid, Gain> Gains { get; init; } = ImmutableSortedDictionary<Guid, Gain>.Empty;

    public DateOnly? EmployerContactOn { get; init; }

    /// <summary>The last day on which anything was done with or for the person.</summary>
    public DateOnly? ActiveOn { get; init; }

    public ImmutableSortedDictionary<Guid, Job> Jobs { get; init; } = ImmutableSortedDictionary<Guid, Job>.Empty;

    public Need Need { get; init; }

    public DateOnly? ToldOn { get; init; }

    public bool WasRecalled { get; init; }

    public ReferralId? RematchedTo { get; init; }

    public ReferralId? RedirectedTo { get; init; }

    public OrganisationId? ClosedBy { get; init; }

    public bool WasClosedByDeath { get; init; }

    /// <summary>Whether the person has withdrawn the agreement it was sent under: known to the person's stream, set by whoever has read that.</summary>
    public bool IsAgreementWithdrawn { get; init; }

    /// <summary>Whether the person has died: known to the person's stream, set by whoever has read that.</summary>
    public bool HasPersonDied { get; init; }

    /// <summary>Whether the person's details were erased: known to the person's stream, set by whoever has read that.</summary>
    public bool IsPersonErased { get; init; }

    /// <summary>
    /// An open referral to the same service under another record of the same person: known to those records' streams, set by whoever has read
    /// them.
    /// </summary>
    public ReferralId? OpenTwin { get; init; }

    /// <summary>The promise that was marked as overdue last.</summary>
    public Due? MarkedOverdue { get; init; }

    /// <summary>Ids of notes, messages and other entries, by which a repeated one is known.</summary>
    public ImmutableSortedSet<Guid> Entries { get; init; } = [];

    public bool Exists => Terms is not null;

    public bool IsTerminal => Status is ReferralStatus.Redirected or ReferralStatus.Withdrawn or ReferralStatus.Closed or ReferralStatus.EnteredInError;

    /// <summary>Whether another referral of the same person to the same service would be a duplicate.</summary>
    public bool IsOpen => !IsTerminal && Status != ReferralStatus.Declined;

    /// <summary>
    /// Whether it is no longer the service's: declined, passed on, taken back, or never meant, and closed since or not. The service then has no more
    /// to do with the person.
    /// </summary>
    public bool HasLeftService { get; init; }

    public bool IsUndecided => Status is ReferralStatus.Sent or ReferralStatus.Received or ReferralStatus.AwaitingInformation;

    public bool IsSupported => Status is ReferralStatus.Accepted or ReferralStatus.InContact or ReferralStatus.Engaged or ReferralStatus.InWork;

    /// <summary>The first day on which the person was reached directly, or null.</summary>
    public DateOnly? ReachedOn =>
        Contacts.Values.Where(c => c.ReachedDirectly).Select(c => (DateOnly?)c.On)
            .Concat(Appointments.Values.Where(a => a.Attended && Contact.IsDirect(a.Medium)).Select(a => (DateOnly?)a.On))
            .Min();

    /// <summary>Whether the service and the person have met: face to face or by video.</summary>
    public bool HasMet => Appointments.Values.Any(a => a.Attended && IsMeeting(a.Medium)) || Contacts.Values.Any(c => c.Reached && IsMeeting(c.Medium));

    public bool HasOpenJob => Jobs.Values.Any(j => j.IsOpen);

    public Journey Journey => Journey.Find(Terms!.Journey)!;

    /// <summary>Whether an organisation is on the sending side.</summary>
    public bool IsReferrer(OrganisationId organisation) => Terms!.Referrer == organisation;

    /// <summary>Whether an organisation is on the receiving side.</summary>
    public bool IsProvider(OrganisationId organisation) => Terms!.Provider == organisation;

    private static bool IsMeeting(ContactMedium medium) => medium is ContactMedium.FaceToFace or ContactMedium.Video;

    /// <summary>The state after one more event.</summary>
    public static Referral Evolve(Referral r, Fact fact)
    {
        var next = fact.Event switch
        {
            Sent e => r with { Terms = e, SentOn = fact.OccurredOn, Need = e.Need, Status = ReferralStatus.Sent },
            Received => r with { Status = ReferralStatus.Received },
            InformationRequested => r with { Before = r.Status, Status = ReferralStatus.AwaitingInformation },
            InformationProvided => r with { Status = r.Before, RestartedOn = fact.RecordedOn },
            Accepted e => r with { Status = ReferralStatus.Accepted, AcceptedOn = fact.RecordedOn, Worker = e.Worker ?? r.Worker },
            AcceptanceUndone => r with { Status = ReferralStatus.Received, AcceptedOn = null },
            Declined => r with { Status = ReferralStatus.Declined },
            Recalled => r with { Status = ReferralStatus.Declined, WasRecalled = true },
            PersonTold => r with { ToldOn = fact.OccurredOn },
            Rematched e => r with { RematchedTo = e.To },
            Redirected e => r with { Status = ReferralStatus.Redirected, RedirectedTo = e.To },
            Withdrawn => r with { Status = ReferralStatus.Withdrawn },
            Assigned e => r with { Worker = e.Worker },
            ContactRecorded e => r.Active(fact) with { Contacts = r.Contacts.Add(e.Contact, new(fact.OccurredOn, e.Medium, e.Reached)) },
            AppointmentBooked e => r.Active(fact) with { Appointments = r.Appointments.Add(e.Appointment, new(e.On, e.Medium, null)) },
            AppointmentAttended e => r.Active(fact).Seen(e.Appointment, fact.OccurredOn, e.Medium, e.Late ? Attendance.AttendedLate : Attendance.Attended),
            AppointmentMissed e => r.Active(fact).Seen(e.Appointment, null, null, e.ArrivedLate ? Attendance.ArrivedLateNotSeen : Attendance.DidNotAttend),
            AppointmentCancelled e => r.Active(fact).Seen(e.Appointment, null, null, e.ByPerson ? Attendance.CancelledByPerson : Attendance.CancelledByService),
            ProfileStarted => r.Active(fact) with { ProfileOn = fact.OccurredOn },
            ActionPlanAgreed e => r.Active(fact) with
            {
                Entries = r.Entries.Add(e.Plan),
                PlanToKeepJobOn = r.PlanToKeepJobOn ?? (r.Journey.Has(Milestone.Retention) ? fact.OccurredOn : null),
            },
            EmployerContacted e => r.Active(fact) with { EmployerContactOn = Latest(r.EmployerContactOn, fact.OccurredOn), Entries = r.Entries.Add(e.Contact) },
            JobStarted e => r.Active(fact) with { Jobs = r.Jobs.Add(e.Job, new(e.StartedOn, e.HoursPerWeek, e.FourPaidHoursOn, null, [])) },
            JobEnded e => r.Active(fact) with { Jobs = r.Jobs.SetItem(e.Job, r.Jobs[e.Job] with { EndedOn = e.EndedOn }) },
            EmploymentConfirmed e => r.Active(fact) with { Jobs = r.Jobs.SetItem(e.Job, r.Jobs[e.Job] with { ConfirmedWeeks = r.Jobs[e.Job].ConfirmedWeeks.Add(e.Weeks) }) },
            TrainingStarted e => r.Active(fact) with { Entries = r.Entries.Add(e.Training) },
            AdviceGiven e => r.Active(fact) with { Entries = r.Entries.Add(e.Advice) },
            AdviceCaseOpened => r.Active(fact) with { AdviceCaseOn = fact.OccurredOn },
            EmploymentRetained e => r.Active(fact) with { RetainedWeeks = r.RetainedWeeks.Add(e.Weeks) },
            FinancialGainRecorded e => r.Active(fact) with { Gains = r.Gains.Add(e.Gain, new(e.Pounds, e.Basis, e.Kind)) },
            FinancialGainCorrected e => r with { Gains = r.Gains.SetItem(e.Gain, new(e.Pounds, e.Basis, e.Kind)) },
            Paused => r with { Before = r.Status, Status = ReferralStatus.Paused },
            Resumed => r with { Status = r.Before, RestartedOn = fact.RecordedOn },
            // A death closes for nobody in particular; were it recorded by mistake, whoever had it would go on.
            Closed e => r with { Status = ReferralStatus.Closed, WasClosedByDeath = e.Reason == CloseReason.PersonDied, ClosedBy = e.Reason != CloseReason.PersonDied ? fact.By.Organisation : r.HasLeftService ? r.Terms!.Referrer : r.Terms!.Provider },
            Reopened => r.Restart(fact),
            NoteAdded e => r with { Entries = r.Entries.Add(e.Note) },
            MessageSent e => r with { Entries = r.Entries.Add(e.Message) },
            Corrected e => r.Correct(e),
            EnteredInError => r with { Status = ReferralStatus.EnteredInError },
            Overdue e => r with { MarkedOverdue = new(e.Actor, e.Awaited, e.DueOn) },
            _ => r,
        };
        next = next.Settle() with
        {
            HasLeftService = fact.Event is not Reopened
                && (r.HasLeftService || next.Status is ReferralStatus.Declined or ReferralStatus.Redirected or ReferralStatus.Withdrawn or ReferralStatus.EnteredInError),
        };
        if (next.Status != r.Status || fact.Event is Sent) next = next with { EnteredOn = fact.RecordedOn, MarkedOverdue = null };
        return fact.Event is ReferralEvent { Due: { } due } ? next with { Due = due } : next;
    }

    /// <summary>Contact, profile or advice case, and work decide between accepted, in contact, engaged and in work, whichever order they were recorded in.</summary>
    private Referral Settle() => !IsSupported ? this : this with
    {
        Status = ReopenedOn is not null && !WasReachedSince(ReopenedOn) ? ReferralStatus.Accepted
            : HasOpenJob || PlanToKeepJobOn is not null ? ReferralStatus.InWork
            : ProfileOn is not null || AdviceCaseOn is not null ? ReferralStatus.Engaged
            : WasReachedSince(null) ? ReferralStatus.InContact
            : ReferralStatus.Accepted,
    };

    /// <summary>Whether the person was reached directly, on a day or later where one is given. A reopened referral waits in accepted until they are reached anew.</summary>
    private bool WasReachedSince(DateOnly? day) =>
        Contacts.Values.Any(c => c.ReachedDirectly && (day is null || c.On >= day))
        || Appointments.Values.Any(a => a.Attended && Contact.IsDirect(a.Medium) && (day is null || a.On >= day));

    /// <summary>The day it was last reopened.</summary>
    public DateOnly? ReopenedOn { get; init; }

    private Referral Restart(Fact fact) => this with
    {
        Status = AcceptedOn is null ? ReferralStatus.Received : ReferralStatus.Accepted,
        AcceptedOn = AcceptedOn is null ? null : fact.RecordedOn,
        ReopenedOn = fact.RecordedOn,
        RestartedOn = fact.RecordedOn,
        ClosedBy = null,
        WasClosedByDeath = false,
        ToldOn = null,
    };

    private Referral Active(Fact fact) => this with { ActiveOn = Latest(ActiveOn, fact.OccurredOn) };

    private Referral Seen(Guid appointment, DateOnly? on, ContactMedium? medium, Attendance attendance)
    {
        var booked = Appointments[appointment];
        return this with { Appointments = Appointments.SetItem(appointment, new(on ?? booked.On, medium ?? booked.Medium, attendance)) };
    }

    private Referral Correct(Corrected e) => this with
    {
        Need = e.Need ?? Need,
        Jobs = e.Job is { } job
            ? Jobs.SetItem(job.Job, Jobs[job.Job] with { StartedOn = job.StartedOn, HoursPerWeek = job.HoursPerWeek, FourPaidHoursOn = job.FourPaidHoursOn })
            : Jobs,
        Contacts = e.Contact is { } contact ? Contacts.SetItem(contact.Contact, new(contact.On, contact.Medium, contact.Reached)) : Contacts,
    };

    private static DateOnly Latest(DateOnly? a, DateOnly b) => a > b ? a.Value : b;
}
