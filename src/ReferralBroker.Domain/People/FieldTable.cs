using System.Collections.Frozen;

namespace ReferralBroker.Domain.People;

/// <summary>How a field is kept.</summary>
public enum Protection
{
    /// <summary>Sealed under the person's key.</summary>
    Encrypted,

    /// <summary>A coarse code or a date, pseudonymous.</summary>
    Clear,
}

/// <summary>To whom a field may go.</summary>
public enum Disclosure
{
    /// <summary>To the service under any agreement: who the person is, how to reach them, what keeps people safe.</summary>
    AnyAgreement,

    /// <summary>To the service where the agreement holds the need.</summary>
    NeedSummary,

    /// <summary>To the service where the agreement holds health detail.</summary>
    HealthDetail,

    /// <summary>Between the two sides of a referral: a text while the agreement stands, a code or date of its course always.</summary>
    BothSides,

    /// <summary>Never beyond the organisation that recorded it.</summary>
    OwnOrganisation,
}

/// <summary>One field of one stored event.</summary>
/// <param name="Event">The event's stored name.</param>
/// <param name="Name">The field's name in the payload.</param>
/// <param name="Protection">How it is kept.</param>
/// <param name="Disclosure">To whom it may go.</param>
/// <param name="Reported">Whether reports count by it.</param>
public sealed record Field(string Event, string Name, Protection Protection, Disclosure Disclosure, bool Reported);

/// <summary>
/// For each field about a person: encrypted or clear, to whom it may go, reported or not. What is not in this table cannot be stored: a test
/// walks every event against it.
/// </summary>
public static class FieldTable
{
    private const string Particulars = "familyName givenName dateOfBirth nhsNumber title phone email address postcode";

    /// <summary>Every field.</summary>
    public static readonly IReadOnlyList<Field> All =
    [
        .. Encrypted("person.registered.v1", Disclosure.AnyAgreement, Particulars),
        .. Encrypted("person.particulars-corrected.v1", Disclosure.AnyAgreement, Particulars),
        .. Reported("person.demographics-recorded.v1", "ageBand ethnicCategory gender sex disability multipleDisadvantage employmentStatus smallArea"),
        .. Encrypted("person.contact-preferences-set.v1", Disclosure.AnyAgreement, "value mustNotBeTold bestTime"),
        .. Clear("person.contact-preferences-set.v1", Disclosure.AnyAgreement, "doNotContact preferred medium safe mayLeaveMessage"),
        .. Encrypted("person.own-page-chosen.v1", Disclosure.OwnOrganisation, "email"),
        .. Encrypted("person.adjustments-set.v1", Disclosure.AnyAgreement, "detail"),
        .. Clear("person.adjustments-set.v1", Disclosure.AnyAgreement, "adjustments"),
        .. Clear("person.agreement-given.v1", Disclosure.BothSides, "agreement scope recipients how wordingVersion givenTo"),
        .. Clear("person.agreement-withdrawn.v1", Disclosure.BothSides, "agreement how"),
        .. Encrypted("person.relationship-stated.v1", Disclosure.OwnOrganisation, "reason"),
        .. Clear("person.relationship-stated.v1", Disclosure.OwnOrganisation, "organisation relationship"),
        .. Clear("person.referred.v1", Disclosure.OwnOrganisation, "referral referrer provider agreement"),
        .. Clear("person.record-merged.v1", Disclosure.OwnOrganisation, "merged"),
        .. Clear("person.merged-into.v1", Disclosure.OwnOrganisation, "into"),
        .. Clear("person.record-unmerged.v1", Disclosure.OwnOrganisation, "unmerged"),
        .. Clear("person.unmerged-from.v1", Disclosure.OwnOrganisation, "from"),
        .. Clear("person.wrong-person-corrected.v1", Disclosure.OwnOrganisation, "referral conversation"),
        .. Encrypted("person.died.v1", Disclosure.AnyAgreement, "diedOn"),
        .. Encrypted("person.death-corrected.v1", Disclosure.OwnOrganisation, "why"),
        .. Clear("person.erased.v1", Disclosure.OwnOrganisation, "ground"),
        .. Encrypted("person.glass-broken.v1", Disclosure.OwnOrganisation, "detail"),
        .. Clear("person.glass-broken.v1", Disclosure.OwnOrganisation, "access reason until"),
        .. Encrypted("person.break-glass-reviewed.v1", Disclosure.OwnOrganisation, "note"),
        .. Clear("person.break-glass-reviewed.v1", Disclosure.OwnOrganisation, "access finding"),

        .. Encrypted("conversation.recorded.v1", Disclosure.OwnOrganisation, "note"),
        .. Reported("conversation.recorded.v1", "person setting organisation professionalRole topics"),
        .. Reported("conversation.offer-declined.v1", "reason"),
        .. Reported("conversation.advice-given.v1", "topics"),
        .. Reported("conversation.signposted.v1", "service"),
        .. Encrypted("conversation.entered-in-error.v1", Disclosure.OwnOrganisation, "why"),

        .. Encrypted("referral.sent.v1", Disclosure.NeedSummary, "needSummary despite"),
        .. Encrypted("referral.sent.v1", Disclosure.HealthDetail, "healthDetail"),
        .. Encrypted("referral.sent.v1", Disclosure.AnyAgreement, "riskDetail"),
        .. Clear("referral.sent.v1", Disclosure.AnyAgreement, "risks"),
        .. Clear("referral.sent.v1", Disclosure.BothSides, "reference root previous hop person conversation referredBy agreement scope recipients"
            + " acknowledgeIn decideIn answerIn firstContactIn firstMeetingIn profileIn employerContactInCalendarDays silenceAfterCalendarDays reviewInCalendarDays tellPersonIn"),
        .. Reported("referral.sent.v1", "service provider journey referrer"),
        .. Rows("referral.sent.v1", "source setting", Protection.Clear, Disclosure.AnyAgreement, reported: true),
        .. Rows("referral.sent.v1", "need", Protection.Clear, Disclosure.NeedSummary, reported: true),
        .. Encrypted("referral.information-requested.v1", Disclosure.BothSides, "question"),
        .. Encrypted("referral.information-provided.v1", Disclosure.BothSides, "answer"),
        .. Clear("referral.accepted.v1", Disclosure.BothSides, "worker"),
        .. Encrypted("referral.acceptance-undone.v1", Disclosure.BothSides, "note"),
        .. Encrypted("referral.declined.v1", Disclosure.BothSides, "note"),
        .. Reported("referral.declined.v1", "by reason"),
        .. Clear("referral.person-told.v1", Disclosure.BothSides, "medium"),
        .. Encrypted("referral.redirected.v1", Disclosure.BothSides, "note"),
        .. Reported("referral.redirected.v1", "to toService reason"),
        .. Rows("referral.rematched.v1", "to toService", Protection.Clear, Disclosure.OwnOrganisation, reported: true),
        .. Encrypted("referral.withdrawn.v1", Disclosure.BothSides, "note"),
        .. Reported("referral.withdrawn.v1", "reason"),
        .. Encrypted("referral.recalled.v1", Disclosure.BothSides, "note"),
        .. Clear("referral.assigned.v1", Disclosure.BothSides, "worker"),
        .. Encrypted("referral.contact-recorded.v1", Disclosure.BothSides, "outcome"),
        .. Reported("referral.contact-recorded.v1", "contact medium reached"),
        .. Encrypted("referral.appointment-booked.v1", Disclosure.BothSides, "place"),
        .. Clear("referral.appointment-booked.v1", Disclosure.BothSides, "appointment on at medium"),
        .. Reported("referral.appointment-attended.v1", "appointment medium late"),
        .. Reported("referral.appointment-missed.v1", "appointment arrivedLate"),
        .. Reported("referral.appointment-cancelled.v1", "appointment byPerson"),
        .. Encrypted("referral.action-plan-agreed.v1", Disclosure.BothSides, "goal"),
        .. Clear("referral.action-plan-agreed.v1", Disclosure.BothSides, "plan"),
        .. Reported("referral.employer-contacted.v1", "contact faceToFace"),
        .. Encrypted("referral.job-started.v1", Disclosure.BothSides, "employer"),
        .. Reported("referral.job-started.v1", "job startedOn hoursPerWeek fourPaidHoursOn"),
        .. Reported("referral.job-ended.v1", "job endedOn"),
        .. Reported("referral.employment-confirmed.v1", "job weeks reachedOn weeksWorked withinWeeks hoursPerWeek wageBasis evidence"),
        .. Encrypted("referral.training-started.v1", Disclosure.BothSides, "course"),
        .. Reported("referral.training-started.v1", "training"),
        .. Encrypted("referral.advice-given.v1", Disclosure.BothSides, "note"),
        .. Reported("referral.advice-given.v1", "advice about"),
        .. Reported("referral.advice-case-opened.v1", "areas"),
        .. Reported("referral.employment-retained.v1", "weeks reachedOn hoursPerWeek evidence"),
        .. Reported("referral.financial-gain-recorded.v1", "gain pounds basis kind"),
        .. Encrypted("referral.financial-gain-corrected.v1", Disclosure.BothSides, "why"),
        .. Reported("referral.financial-gain-corrected.v1", "gain pounds basis kind"),
        .. Encrypted("referral.paused.v1", Disclosure.BothSides, "note"),
        .. Reported("referral.paused.v1", "reason reviewOn"),
        .. Encrypted("referral.closed.v1", Disclosure.BothSides, "note"),
        .. Reported("referral.closed.v1", "reason outcome"),
        .. Encrypted("referral.reopened.v1", Disclosure.BothSides, "note"),
        .. Encrypted("referral.note-added.v1", Disclosure.BothSides, "text"),
        .. Clear("referral.note-added.v1", Disclosure.BothSides, "note visibility"),
        .. Encrypted("referral.message-sent.v1", Disclosure.BothSides, "text"),
        .. Clear("referral.message-sent.v1", Disclosure.BothSides, "message"),
        .. Encrypted("referral.corrected.v1", Disclosure.BothSides, "why"),
        .. Reported("referral.corrected.v1", "job startedOn hoursPerWeek fourPaidHoursOn contact on medium reached need"),
        .. Encrypted("referral.entered-in-error.v1", Disclosure.BothSides, "why"),
        .. Reported("referral.overdue.v1", "actor awaited dueOn"),
    ];

    private static readonly FrozenDictionary<(string, string), Field> Index = All.ToFrozenDictionary(f => (f.Event, f.Name));

    /// <summary>What holds for a field, or null if the table does not know it.</summary>
    public static Field? Find(string storedEvent, string name) => Index.GetValueOrDefault((storedEvent, name));

    private static IEnumerable<Field> Encrypted(string e, Disclosure disclosure, string names) => Rows(e, names, Protection.Encrypted, disclosure, false);

    private static IEnumerable<Field> Clear(string e, Disclosure disclosure, string names) => Rows(e, names, Protection.Clear, disclosure, false);

    private static IEnumerable<Field> Reported(string e, string names) => Rows(e, names, Protection.Clear, Disclosure.BothSides, true);

    private static IEnumerable<Field> Rows(string e, string names, Protection protection, Disclosure disclosure, bool reported) =>
        names.Split(' ').Select(name => new Field(e, name, protection, disclosure, reported));
}
