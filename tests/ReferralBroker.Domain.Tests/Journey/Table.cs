using static ReferralBroker.Domain.Referrals.ReferralStatus;
using Awaited = ReferralBroker.Domain.Referrals.Awaited;
using NextActor = ReferralBroker.Domain.Referrals.NextActor;
using ReferralStatus = ReferralBroker.Domain.Referrals.ReferralStatus;

namespace ReferralBroker.Domain.Tests.Journey;

/// <summary>
/// The states and verbs of each journey. That of ips is written out; of the others there stands what is different. A state that a journey
/// cannot reach is named with it.
/// </summary>
public static class Table
{
    private const NextActor Service = NextActor.Service;
    private const NextActor Referrer = NextActor.Referrer;

    private static readonly IReadOnlyList<Row> Ips =
    [
        new Row("acknowledge", Side.Service)
            .From(Sent, Received, Service, Awaited.Decision, June(24))
            .Refused("referral.already-received", Received),

        new Row("request-information", Side.Service)
            .From(Sent, AwaitingInformation, Referrer, Awaited.Answer, June(24))
            .From(Received, AwaitingInformation, Referrer, Awaited.Answer, June(24)),

        new Row("provide-information", Side.Referrer)
            .From(AwaitingInformation, Received, Service, Awaited.Decision, June(24)),

        new Row("accept", Side.Service)
            .From(Sent, Accepted, Service, Awaited.FirstContact, June(24))
            .From(Received, Accepted, Service, Awaited.FirstContact, June(24))
            .From(AwaitingInformation, Accepted, Service, Awaited.FirstContact, June(24))
            .Refused("referral.already-accepted", Accepted, InContact, Engaged, InWork),

        new Row("undo-acceptance", Side.Service)
            .From(Accepted, Received, Service, Awaited.Decision, June(24))
            .Refused("referral.contact-made", InContact, Engaged, InWork, Paused, Closed),

        new Row("decline", Side.Service)
            .From(Sent, Declined, Referrer, Awaited.TellingThePerson, June(24))
            .From(Received, Declined, Referrer, Awaited.TellingThePerson, June(24))
            .From(AwaitingInformation, Declined, Referrer, Awaited.TellingThePerson, June(24))
            .Refused("referral.already-declined", Declined),

        new Row("record-told", Side.Referrer)
            .From(Declined, Declined, Referrer, Awaited.NextStep, null),

        new Row("withdraw", Side.Referrer)
            .Ends(Withdrawn, Sent, Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused),

        new Row("recall", Side.Referrer)
            .From(Sent, Declined, Referrer, Awaited.TellingThePerson, June(24))
            .From(Received, Declined, Referrer, Awaited.TellingThePerson, June(24)),

        new Row("assign", Side.Service)
            .From(Sent, Received, Service, Awaited.Decision, June(24))
            .Keeps(Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused),

        new Row("record-contact", Side.Service)
            .From(Accepted, InContact, Service, Awaited.FirstMeeting, June(24))
            .From(Engaged, Engaged, Service, Awaited.EmployerContact, July(8))
            .Keeps(InContact, InWork, Paused),

        new Row("book-appointment", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.EmployerContact, July(8))
            .Keeps(Accepted, InContact, InWork, Paused),

        new Row("record-attendance", Side.Service)
            .From(Accepted, InContact, Service, Awaited.Profile, July(15))
            .From(InContact, InContact, Service, Awaited.Profile, July(3))
            .From(Engaged, Engaged, Service, Awaited.EmployerContact, July(8))
            .Keeps(InWork, Paused),

        new Row("start-profile", Side.Service)
            .From(InContact, Engaged, Service, Awaited.Contact, July(23))
            .Refused("referral.profile-already-started", Engaged, InWork),

        new Row("agree-plan", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.EmployerContact, July(8))
            .Keeps(InWork),

        new Row("record-employer-contact", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.Contact, new(2026, 8, 4))
            .Keeps(InWork),

        new Row("start-job", Side.Service)
            .From(Engaged, InWork, Service, Awaited.Confirmation13Weeks, new(2026, 10, 6))
            .Keeps(InWork),

        new Row("end-job", Side.Service)
            .From(InWork, Engaged, Service, Awaited.Contact, new(2026, 10, 13))
            .Keeps(Paused),

        new Row("confirm-employment", Side.Service)
            .From(InWork, InWork, Service, Awaited.Confirmation26Weeks, new(2026, 12, 14))
            .Keeps(Paused),

        new Row("record-retention", Side.Service).NotInJourney(),

        new Row("start-training", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.EmployerContact, July(8))
            .Keeps(InContact, InWork),

        new Row("open-advice-case", Side.Service).NotInJourney(),

        new Row("record-advice", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.EmployerContact, July(8))
            .Keeps(InContact, InWork),

        new Row("record-gain", Side.Service).NotInJourney(),

        new Row("pause", Side.Service)
            .From(Accepted, Paused, Service, Awaited.Resumption, July(1))
            .From(InContact, Paused, Service, Awaited.Resumption, July(9))
            .From(Engaged, Paused, Service, Awaited.Resumption, July(21))
            .From(InWork, Paused, Service, Awaited.Resumption, new(2026, 9, 29)),

        new Row("resume", Side.Service)
            .From(Paused, InWork, Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)),

        // A declined referral is the referrer's to close.
        new Row("close", Side.Service)
            .Ends(Closed, Accepted, InContact, Engaged, InWork, Paused, Declined),

        new Row("reopen", Side.Service)
            .From(Closed, Accepted, Service, Awaited.FirstContact, June(24)),

        new Row("add-note", Side.Either)
            .Keeps(Sent, Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused, Declined, Redirected, Withdrawn, Closed),

        new Row("send-message", Side.Either)
            .Keeps(Sent, Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused, Declined, Redirected, Withdrawn, Closed),

        new Row("correct", Side.Referrer)
            .Keeps(Sent, Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused, Declined, Withdrawn, Closed),

        new Row("enter-in-error", Side.Referrer)
            .Ends(EnteredInError, Sent, Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused, Declined, Redirected, Withdrawn, Closed),

        new Row("redirect", Side.Service)
            .Ends(Redirected, Sent, Received, AwaitingInformation, Accepted, InContact),

        new Row("re-match", Side.Referrer)
            .Ends(Declined, Declined)
            .Elsewhere("referral.not-to-rematch"),

        new Row("mark-overdue", Side.Clock)
            .Keeps(Sent, Received, AwaitingInformation, Accepted, InContact, Engaged, InWork, Paused, Declined)
            .NothingElsewhere(),
    ];

    /// <summary>Where no employer is owed, whatever is done for somebody engaged puts off nothing but silence.</summary>
    private static readonly IReadOnlyList<Row> OwingNoEmployer =
    [
        new Row("record-contact", Side.Service)
            .From(Accepted, InContact, Service, Awaited.FirstMeeting, June(24))
            .From(Engaged, Engaged, Service, Awaited.Contact, August(4))
            .Keeps(InContact, InWork, Paused),

        new Row("book-appointment", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.Contact, August(4))
            .Keeps(Accepted, InContact, InWork, Paused),
    ];

    /// <summary>The meeting was on 10 June, and silence is counted from that day.</summary>
    private static readonly Row AttendanceTowardsAProfile = new Row("record-attendance", Side.Service)
        .From(Accepted, InContact, Service, Awaited.Profile, July(15))
        .From(InContact, InContact, Service, Awaited.Profile, July(3))
        .From(Engaged, Engaged, Service, Awaited.Contact, July(8))
        .Keeps(InWork, Paused);

    private static readonly Row TrainingAlone = new Row("start-training", Side.Service)
        .From(Engaged, Engaged, Service, Awaited.Contact, August(4))
        .Keeps(InContact, InWork);

    /// <summary>A job is kept, never started: in work by the plan to keep it, and confirmed as kept from then.</summary>
    private static readonly IReadOnlyList<Row> Retention =
    [
        .. OwingNoEmployer,
        AttendanceTowardsAProfile,
        TrainingAlone,

        new Row("agree-plan", Side.Service)
            .From(Engaged, InWork, Service, Awaited.Confirmation13Weeks, new(2026, 10, 6))
            .Keeps(InWork),

        new Row("start-job", Side.Service).NotInJourney(),
        new Row("end-job", Side.Service).NotInJourney(),
        new Row("confirm-employment", Side.Service).NotInJourney(),

        new Row("record-retention", Side.Service)
            .From(InWork, InWork, Service, Awaited.Confirmation26Weeks, new(2026, 12, 14))
            .Keeps(Paused),

        new Row("record-advice", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.Contact, August(4))
            .Keeps(InContact, InWork),
    ];

    /// <summary>A case is opened, not a profile, and nobody is brought into work.</summary>
    private static readonly IReadOnlyList<Row> Advice =
    [
        .. OwingNoEmployer,

        new Row("record-attendance", Side.Service)
            .From(Accepted, InContact, Service, Awaited.AdviceCase, July(15))
            .From(InContact, InContact, Service, Awaited.AdviceCase, July(3))
            .From(Engaged, Engaged, Service, Awaited.Contact, July(8))
            .Keeps(Paused),

        new Row("start-profile", Side.Service).NotInJourney(),
        new Row("agree-plan", Side.Service).NotInJourney(),
        new Row("record-employer-contact", Side.Service).NotInJourney(),
        new Row("start-job", Side.Service).NotInJourney(),
        new Row("end-job", Side.Service).NotInJourney(),
        new Row("confirm-employment", Side.Service).NotInJourney(),
        new Row("start-training", Side.Service).NotInJourney(),

        new Row("open-advice-case", Side.Service)
            .From(InContact, Engaged, Service, Awaited.Contact, July(23))
            .Refused("referral.advice-case-already-opened", Engaged),

        new Row("record-advice", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.Contact, August(4))
            .Keeps(InContact),

        // The closed referral of this table had no case; MilestoneTests has one that did.
        new Row("record-gain", Side.Service)
            .From(Engaged, Engaged, Service, Awaited.Contact, August(4))
            .Keeps(Paused),

        new Row("resume", Side.Service)
            .From(Paused, Engaged, Service, Awaited.Contact, new(2026, 10, 13)),
    ];

    /// <summary>People are brought together with employers; plans and advice are other services' work.</summary>
    private static readonly IReadOnlyList<Row> EmployerHub =
    [
        .. OwingNoEmployer,
        AttendanceTowardsAProfile,
        TrainingAlone,
        new Row("agree-plan", Side.Service).NotInJourney(),
        new Row("record-advice", Side.Service).NotInJourney(),
    ];

    /// <summary>Each journey, with what it has instead of the rows of ips.</summary>
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<Row>> Differences = new Dictionary<string, IReadOnlyList<Row>>
    {
        ["ips"] = [],
        ["supported-employment"] = [],
        ["retention"] = Retention,
        ["advice"] = Advice,
        ["employer-hub"] = EmployerHub,
    };

    /// <summary>The states that nothing leads to, by journey: advice has neither a job nor a plan to keep one.</summary>
    public static readonly IReadOnlyDictionary<string, ReferralStatus[]> NeverReached = Differences.Keys.ToDictionary(
        journey => journey, journey => journey == "advice" ? new[] { InWork } : []);

    public static IEnumerable<string> Journeys => Differences.Keys;

    public static IEnumerable<string> Verbs => Ips.Select(r => r.Verb);

    public static IEnumerable<ReferralStatus> Reached(string journey) => Enum.GetValues<ReferralStatus>().Except(NeverReached[journey]);

    public static Row Of(string journey, string verb) =>
        Differences[journey].SingleOrDefault(r => r.Verb == verb) ?? Ips.Single(r => r.Verb == verb);

    public static IEnumerable<Row> Rows(string journey) => Verbs.Select(verb => Of(journey, verb));

    /// <summary>Who asks: somebody of the side the verb belongs to.</summary>
    public static Actor Asker(Row row, ReferralStatus status) => row.Side switch
    {
        Side.Clock => Actor.Broker,
        Side.Referrer => Who.Clinician,
        Side.Service when row.Verb == "close" && status == Declined => Who.Clinician,
        _ => Who.Caseworker,
    };

    private static DateOnly June(int day) => new(2026, 6, day);

    private static DateOnly July(int day) => new(2026, 7, day);

    private static DateOnly August(int day) => new(2026, 8, day);
}
