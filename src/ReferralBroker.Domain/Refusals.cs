namespace ReferralBroker.Domain;

/// <summary>Every refusal there is.</summary>
public static class Refusals
{
    // Who asks
    public static readonly Refusal RoleNotAllowed = new("role.not-allowed", RefusalKind.NotAllowed, "Your role may not do this.");
    public static readonly Refusal NotParty = new("organisation.not-party", RefusalKind.NotAllowed, "Your organisation is not party to this record.");

    // Dates and values
    public static Refusal InFuture(string field) => new("date.in-future", RefusalKind.Invalid, "This date lies in the future. Give today or an earlier day.", field);
    public static Refusal NotInFuture(string field) => new("date.not-in-future", RefusalKind.Invalid, "This date has passed. Give a later day.", field);
    public static Refusal BeforeBirth(string field) => new("date.before-birth", RefusalKind.Invalid, "This date lies before the person was born.", field);
    public static Refusal BeforeReferral(DateOnly sentOn) => new("date.before-referral", RefusalKind.Invalid, $"The referral was sent on {sentOn:d MMMM yyyy}. Give that day or a later one.", "occurredOn");
    public static Refusal BeforeEarlier(DateOnly day) => new("date.before-earlier-step", RefusalKind.Invalid, $"The step this follows was on {day:d MMMM yyyy}. Give that day or a later one.", "occurredOn");
    public static Refusal BeforeStart(string field) => new("date.before-start", RefusalKind.Invalid, "This date lies before the start it belongs to.", field);
    public static Refusal NotADate(string field) => new("date.invalid", RefusalKind.Invalid, "This is not a real date. Give it as 1988-05-03.", field);
    public static Refusal Missing(string field) => new("value.missing", RefusalKind.Invalid, "This is needed.", field);
    public static Refusal OutOfRange(string field, string range) => new("value.out-of-range", RefusalKind.Invalid, $"Give {range}.", field);
    public static Refusal TooLong(string field, int most) => new("value.too-long", RefusalKind.Invalid, $"Give at most {most} characters.", field);

    // People
    public static readonly Refusal PersonUnknown = new("person.unknown", RefusalKind.Unknown, "There is no such person.");
    public static readonly Refusal PersonExists = new("person.already-registered", RefusalKind.Conflict, "Somebody is registered under this id already.");
    public static Refusal PersonHasNumber => new("person.nhs-number-taken", RefusalKind.Conflict, "Somebody is registered with this NHS number already. Find them by it and their date of birth. If you did, the record has another date of birth: check the number and the date with them, and with whoever registered them.", "nhsNumber");
    public static readonly Refusal NhsNumberInvalid = new("person.nhs-number-invalid", RefusalKind.Invalid, "This is not a valid NHS number: the last of its ten digits does not check the others. Look for a mistyped digit.", "nhsNumber");
    public static readonly Refusal NoNhsNumber = new("person.no-nhs-number", RefusalKind.Conflict, "No NHS number is recorded for this person, so there is none to verify. Correct the person first.");
    public static readonly Refusal AlreadyVerified = new("person.already-verified", RefusalKind.Conflict, "This person's NHS number is verified already.");
    public static readonly Refusal PersonErased = new("person.erased", RefusalKind.Conflict, "This person's details have been erased.");
    public static Refusal PersonMerged(PersonId into) => new("person.merged", RefusalKind.Conflict, "This record was merged into another one of the same person. Use that one.", Related: into.Value);
    public static readonly Refusal SamePerson = new("person.same-record", RefusalKind.Invalid, "These are one and the same record. Name another one.", "record");
    public static readonly Refusal HasMergedRecords = new("person.has-merged-records", RefusalKind.Conflict, "Other records were merged into this one. Merge into it instead, or take those apart first.", "record");
    public static readonly Refusal NotMerged = new("person.not-merged", RefusalKind.Conflict, "This record is not merged into that one.", "record");
    public static readonly Refusal DifferentNumbers = new("person.different-numbers", RefusalKind.Conflict, "These records have different NHS numbers, so they are of two people. If one of the numbers is wrong, correct it first.", "record");
    public static readonly Refusal DeathOnOneRecord = new("person.death-on-one-record", RefusalKind.Conflict, "A death is recorded on one of the two records only. Record it on the other one, or correct it, and then merge.", "record");
    public static readonly Refusal PersonDied = new("person.died", RefusalKind.Conflict, "This person has died. Nobody is to try to reach them.");
    public static readonly Refusal NotDied = new("person.not-died", RefusalKind.Conflict, "No death is recorded for this person.");
    public static Refusal PersonHasOpenReferral(Guid open) => new("person.has-open-referral", RefusalKind.Conflict, "A referral of this person is open. It must end before their details can be erased.", Related: open);
    public static readonly Refusal NeverReferred = new("break-glass.never-referred", RefusalKind.NotAllowed, "This person was never referred to your organisation. Ask the practice or team that holds the record.");
    public static readonly Refusal BreakGlassUnknown = new("break-glass.unknown", RefusalKind.Unknown, "The record was not opened under this id.", "access");
    public static readonly Refusal BreakGlassReviewed = new("break-glass.already-reviewed", RefusalKind.Conflict, "This opening of the record has been looked at already.", "access");
    public static readonly Refusal OwnPageUnsafe = new("own-page.unsafe", RefusalKind.Conflict, "Nobody may get in touch with this person, or somebody must not learn of it. A page of their own could put them at risk.", "email");
    public static readonly Refusal MailboxNotSafe = new("own-page.mailbox-not-safe", RefusalKind.Invalid, "This is not an email address that the person said is safe and where a message may be left. Change how to reach them first.", "email");
    public static readonly Refusal AgreementUnknown = new("agreement.unknown", RefusalKind.Unknown, "There is no such agreement of this person.", "agreement");
    public static readonly Refusal AgreementExists = new("agreement.already-given", RefusalKind.Conflict, "This agreement is recorded already, with other terms. Give a new one.", "agreement");
    public static readonly Refusal AgreementWithdrawn = new("agreement.withdrawn", RefusalKind.Conflict, "The person has withdrawn this agreement. Ask them for a new one before anything is shared.", "agreement");
    public static Refusal BeyondAgreement(People.AgreementScope scope, string field) => new("agreement.beyond-scope", RefusalKind.Conflict,
        $"The person agreed only to {Words(scope)} being shared. Leave this out, or ask them for more.", field);

    // Publications
    public static readonly Refusal PublicationUnknown = new("publication.unknown", RefusalKind.Unknown, "There is no such publication.");
    public static readonly Refusal PublicationExists = new("publication.already-published", RefusalKind.Conflict, "This is published already.");
    public static readonly Refusal PublicationWithdrawn = new("publication.withdrawn", RefusalKind.Conflict, "This publication has been withdrawn already.");
    public static Refusal NotAMonthEnd => new("publication.not-a-month-end", RefusalKind.Invalid, "A report is published as known at the end of a month that is over.", "asAt");
    public static readonly Refusal PublicationTooLarge = new("publication.too-large", RefusalKind.Invalid, "This table is too large to be published. Break it down by less, or narrow it.");

    // Conversations
    public static readonly Refusal ConversationUnknown = new("conversation.unknown", RefusalKind.Unknown, "There is no such conversation.");
    public static readonly Refusal ConversationExists = new("conversation.already-recorded", RefusalKind.Conflict, "This conversation is recorded already.");
    public static readonly Refusal ConversationInError = new("conversation.entered-in-error", RefusalKind.Conflict, "This conversation was entered in error.");
    public static readonly Refusal ConversationOfAnother = new("conversation.of-another-person", RefusalKind.Conflict, "This conversation was with somebody else, or names nobody.", "conversation");
    public static readonly Refusal OfferDeclined = new("conversation.offer-declined", RefusalKind.Conflict, "The person declined the offer in this conversation. Record a new conversation if they have changed their mind.");
    public static readonly Refusal NothingOffered = new("conversation.nothing-offered", RefusalKind.Conflict, "No support has been offered in this conversation yet.");
    public static readonly Refusal OfferAgreed = new("conversation.referral-agreed", RefusalKind.Conflict, "The person agreed to a referral in this conversation.");
    public static readonly Refusal ConversationOfNobody = new("conversation.names-nobody", RefusalKind.Conflict, "This conversation names nobody, so no text can be kept with it. Leave the text out.");
    public static Refusal TopicNeeded => new("conversation.topic-needed", RefusalKind.Invalid, "Name at least one topic of the conversation.", "topics");

    // Directory
    public static readonly Refusal ServiceUnknown = new("service.unknown", RefusalKind.Unknown, "There is no such service.", "service");
    public static readonly Refusal ServiceExists = new("service.already-listed", RefusalKind.Conflict, "A service is listed under this id already.");
    public static readonly Refusal ServiceNotTaking = new("service.not-taking-referrals", RefusalKind.Conflict, "This service takes no referrals at present. Choose another.", "service");
    public static readonly Refusal ServiceClosed = new("service.closed", RefusalKind.Conflict, "This service has closed.");
    public static readonly Refusal ServiceNotReady = new("service.no-journey", RefusalKind.Conflict, "No journey is set for this service yet, so it cannot take referrals.", "service");
    public static readonly Refusal ServiceNotSuspended = new("service.not-suspended", RefusalKind.Conflict, "This service is not suspended.");
    public static readonly Refusal ServiceSuspended = new("service.already-suspended", RefusalKind.Conflict, "This service is suspended already.");
    public static Refusal JourneyUnknown => new("journey.unknown", RefusalKind.Invalid, $"There is no such journey. Known: {string.Join(", ", Services.Journey.Codes)}.", "journey");
    public static Refusal RuleUnknown => new("service.rule-unknown", RefusalKind.Invalid, $"No rule can look at this. Known: {string.Join(", ", Services.Matching.Criterion.All.Select(c => c.Code))}.", "rules");
    public static readonly Refusal OrganisationUnknown = new("organisation.unknown", RefusalKind.Unknown, "There is no such organisation.", "organisation");
    public static readonly Refusal OrganisationExists = new("organisation.already-registered", RefusalKind.Conflict, "An organisation is registered under this id already.");
    public static readonly Refusal OrganisationLeft = new("organisation.left", RefusalKind.Conflict, "This organisation has left.");
    public static readonly Refusal OdsCodeTaken = new("organisation.ods-code-taken", RefusalKind.Conflict, "Another organisation is registered with this ODS code.", "odsCode");
    public static readonly Refusal OdsCodeInvalid = new("organisation.ods-code-invalid", RefusalKind.Invalid, "An ODS code has 3 to 8 letters and digits.", "odsCode");
    public static readonly Refusal EmailInvalid = new("organisation.email-invalid", RefusalKind.Invalid, "This is not an email address. Write one such as referrals@example.org.", "email");
    public static readonly Refusal LinksNeedAddress = new("organisation.links-need-address", RefusalKind.Invalid, "Only a service's team answers by links, and only where it has an email address.", "answersByLink");
    public static readonly Refusal UserUnknown = new("user.unknown", RefusalKind.Unknown, "There is no such user in this organisation.", "user");
    public static readonly Refusal UserExists = new("user.already-enrolled", RefusalKind.Conflict, "This user is enrolled already. Change their role instead.", "user");
    public static readonly Refusal UserKeyInvalid = new("user.key-invalid", RefusalKind.Invalid, "A user is named by the key under which the identity provider knows them: 1 to 100 letters, digits and . _ @ : | / + - and no blanks.", "user");
    public static readonly Refusal OwnAccount = new("user.own-account", RefusalKind.NotAllowed, "Nobody enrols or ends themselves, or changes their own role. Ask another administrator.", "user");
    public static readonly Refusal OwnBreakGlass = new("break-glass.own", RefusalKind.NotAllowed, "You opened this record yourself, so somebody else must look at it.", "access");
    public static readonly Refusal RoleOfAnotherKind = new("user.role-of-another-kind", RefusalKind.Invalid, "This role belongs to another kind of organisation.", "role");

    // Referrals
    public static readonly Refusal ReferralUnknown = new("referral.unknown", RefusalKind.Unknown, "There is no such referral.");
    public static readonly Refusal ReferralExists = new("referral.already-sent", RefusalKind.Conflict, "A referral was sent under this id already.");
    public static readonly Refusal ReferenceTaken = new("referral.reference-taken", RefusalKind.Conflict, "Another referral has this reference. Send it again.");
    public static Refusal Duplicate(Guid open) => new("referral.duplicate", RefusalKind.Conflict, "This person has an open referral to this service already.", "service", open);
    public static readonly Refusal AgreementNeeded = new("referral.agreement-needed", RefusalKind.Conflict, "The person did not agree that their details are shared with this service. They must be asked first; nothing has been disclosed.", "agreement");
    public static readonly Refusal AlreadyReceived = new("referral.already-received", RefusalKind.Conflict, "This referral has been acknowledged already.");
    public static readonly Refusal AlreadyAccepted = new("referral.already-accepted", RefusalKind.Conflict, "This referral has been accepted already.");
    public static readonly Refusal AlreadyDeclined = new("referral.already-declined", RefusalKind.Conflict, "This referral has been declined already.");
    public static readonly Refusal ReasonOfTheService = new("referral.reason-of-the-service", RefusalKind.Invalid, "Only the service can decide for this reason. Choose another reason, or say that the service decided.", "reason");
    public static readonly Refusal ReasonOfThePerson = new("referral.reason-of-the-person", RefusalKind.Invalid, "Only the person can decide for this reason. Choose another reason, or say that the person decided.", "reason");
    public static readonly Refusal AlreadyTold = new("referral.already-told", RefusalKind.Conflict, "The person has been told already.");
    public static readonly Refusal AlreadyRematched = new("referral.already-rematched", RefusalKind.Conflict, "Another referral has been sent in place of this one already.", "rematchOf");
    public static readonly Refusal NotToRematch = new("referral.not-to-rematch", RefusalKind.Conflict, "Only a declined or recalled referral of this person, sent by you, can be sent on to another service.", "rematchOf");
    public static readonly Refusal ContactMade = new("referral.contact-made", RefusalKind.Conflict, "The person has been reached, so the acceptance stands. Close the referral instead.");
    public static readonly Refusal NotSilent = new("referral.not-silent", RefusalKind.Conflict, "A referral can be recalled once the service has been silent for twice its time to answer.");
    public static readonly Refusal SameService = new("referral.same-service", RefusalKind.Invalid, "The referral is with this service already. Choose another.", "service");
    public static readonly Refusal ProfileStarted = new("referral.profile-already-started", RefusalKind.Conflict, "The vocational profile was started already.");
    public static readonly Refusal ProfileNeeded = new("referral.profile-needed", RefusalKind.Conflict, "Start the vocational profile first.");
    public static readonly Refusal AdviceCaseOpened = new("referral.advice-case-already-opened", RefusalKind.Conflict, "The advice case was opened already.");
    public static readonly Refusal DeathOfPerson = new("referral.death-of-person", RefusalKind.Invalid, "Record the death with the person: it closes every referral of theirs.", "reason");
    public static readonly Refusal AppointmentUnknown = new("appointment.unknown", RefusalKind.Unknown, "There is no such appointment on this referral.", "appointment");
    public static readonly Refusal NoMeeting = new("appointment.by-message", RefusalKind.Invalid, "Nobody meets by a message. Choose how you speak or meet; record a message as a contact.", "medium");
    public static readonly Refusal AppointmentDone = new("appointment.already-recorded", RefusalKind.Conflict, "Attendance at this appointment was recorded already.", "appointment");
    public static readonly Refusal JobUnknown = new("job.unknown", RefusalKind.Unknown, "There is no such job on this referral.", "job");
    public static readonly Refusal JobEnded = new("job.already-ended", RefusalKind.Conflict, "This job has ended.", "job");
    public static readonly Refusal AlreadyConfirmed = new("job.already-confirmed", RefusalKind.Conflict, "This job was confirmed for these weeks already.", "weeks");
    public static Refusal TooEarly(DateOnly from) => new("job.too-early-to-confirm", RefusalKind.Conflict, $"This can be confirmed from {from:d MMMM yyyy}.", "weeks");
    public static readonly Refusal EntryExists = new("entry.already-recorded", RefusalKind.Conflict, "Something is recorded under this id on this referral already. Leave the id out, or give a new one.", "id");
    public static readonly Refusal WorkerInvalid = new("referral.worker-invalid", RefusalKind.Invalid, "A worker is named by their user key: up to 100 letters, digits and . _ @ : | / + -, never by anything else.", "worker");
    public static readonly Refusal EntryUnknown = new("entry.unknown", RefusalKind.Unknown, "There is no such entry on this referral.");
    public static readonly Refusal NothingToCorrect = new("referral.nothing-to-correct", RefusalKind.Invalid, "Say what is to be corrected: exactly one of job, contact, gain or need.");

    public static Refusal NotNow(Referrals.ReferralStatus status) => new("referral.not-now", RefusalKind.Conflict,
        $"This is not possible while the referral is {Codes.Name(status).Replace('-', ' ')}.");

    public static Refusal NotInJourney(string verb, string journey) => new("referral.not-in-journey", RefusalKind.Conflict,
        $"'{verb}' is no step of the {journey} journey.");

    private static string Words(People.AgreementScope scope) => scope switch
    {
        People.AgreementScope.ContactOnly => "who they are and how to reach them",
        _ => "who they are and what they need",
    };

    // The calendar
    public static Refusal DayNotOver(DateOnly day) => new("calendar.day-not-over", RefusalKind.Conflict, $"{day:d MMMM yyyy} is not over in England.", "day");
    public static readonly Refusal DayOutOfTurn = new("calendar.day-out-of-turn", RefusalKind.Conflict, "Days are closed one after the other.", "day");
}
