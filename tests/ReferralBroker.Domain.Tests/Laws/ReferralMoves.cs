using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>Commands on a referral, likely and unlikely ones, by both sides and by others.</summary>
public static class ReferralMoves
{
    private static readonly string[] Verbs = [.. ReferralVerbs.All.Select(v => v.Name), "redirect", "re-match", "mark-overdue", "redirect", "re-match", "mark-overdue", "record-contact"];

    private static readonly string[] Ends = ["enter-in-error", "withdraw"];

    public static Move<Referral> Next(Dice dice, Referral r, DateOnly today)
    {
        string[] likely = !dice.Chance(60) ? [] : [.. ReferralVerbs.All.Where(v => v.IsPossible(r, Who.On(Who.Caseworker, today)) || v.IsPossible(r, Who.On(Who.Clinician, today))).Select(v => v.Name)];
        // Endings are tried less often, or no sequence would get far.
        var verb = likely.Length > 0 ? dice.Of(likely) : dice.Of(Verbs);
        if (Ends.Contains(verb) && dice.Chance(90)) verb = likely.Length > 0 ? dice.Of(likely) : "add-note";
        if (Ends.Contains(verb) && dice.Chance(60)) verb = "record-contact";
        if (r.Status == ReferralStatus.Declined && dice.Chance(30)) verb = "re-match";
        // What is seldom possible is tried often while it is.
        if (Seldom.FirstOrDefault(v => v.IsPossible(r, Who.On(Side(v.Name), today))) is { } seldom && dice.Chance(40)) verb = seldom.Name;
        return Make(verb, dice, r, today, Asker(verb, dice));
    }

    private static readonly ReferralVerb[] Seldom =
        [.. ReferralVerbs.All.Where(v => v.Name is "provide-information" or "recall" or "confirm-employment" or "record-retention" or "record-gain")];

    private static Actor Side(string verb) => verb is "provide-information" or "recall" ? Who.Clinician : Who.Caseworker;

    private static Actor Asker(string verb, Dice dice) => dice.Below(20) switch
    {
        0 => new("somebody", dice.Any<Role>(), dice.Of(Who.Practice, Who.Provider, Who.OtherProvider, Who.Stranger)),
        1 => Who.Caseworker with { Organisation = Who.OtherProvider },
        2 => Who.Manager,
        _ when verb == "mark-overdue" => Actor.Broker,
        _ when verb is "provide-information" or "record-told" or "withdraw" or "recall" or "enter-in-error" or "re-match" => Who.Clinician,
        < 6 => Who.Clinician,
        _ => Who.Caseworker,
    };

    private static Move<Referral> Make(string verb, Dice d, Referral r, DateOnly today, Actor by)
    {
        var day = d.Occurred(today);
        return verb switch
        {
            "acknowledge" => Of(new Acknowledge() { OccurredOn = day }, by),
            "request-information" => Of(new RequestInformation(d.Needed()) { OccurredOn = day }, by),
            "provide-information" => Of(new ProvideInformation(d.Needed()) { OccurredOn = day }, by),
            "accept" => Of(new Accept(d.Of(null, "worker", "other")) { OccurredOn = day }, by),
            "undo-acceptance" => Of(new UndoAcceptance(d.Text()) { OccurredOn = day }, by),
            "decline" => Of(new Decline(d.Any<DeclinedBy>(), d.Any<DeclineReason>(), d.Text()) { OccurredOn = day }, by),
            "record-told" => Of(new RecordTold(d.Any<ContactMedium>()) { OccurredOn = day }, by),
            "withdraw" => Of(new Withdraw(d.Any<WithdrawReason>(), d.Text()) { OccurredOn = day }, by),
            "recall" => Of(new Recall(d.Text()) { OccurredOn = day }, by),
            "assign" => Of(new Assign(d.Of("worker", "other", "", new string('w', 101))) { OccurredOn = day }, by),
            "record-contact" => Of(new RecordContact(d.Any<ContactMedium>(), d.Chance(60), d.Text()) { Id = d.Id(), OccurredOn = day }, by),
            "book-appointment" => Of(new BookAppointment(today.AddDays(d.Below(20) - 3), d.Any<ContactMedium>(), d.Chance(50) ? new TimeOnly(9, 30) : null, d.Text()) { Id = d.Id(), OccurredOn = day }, by),
            "record-attendance" => Of(new RecordAttendance(Key(r.Appointments.Keys, d), d.Any<Attendance>(), d.Chance(30) ? d.Any<ContactMedium>() : null) { OccurredOn = day }, by),
            "start-profile" => Of(new StartProfile() { OccurredOn = day }, by),
            "agree-plan" => Of(new AgreePlan(d.Text()) { Id = d.Id(), OccurredOn = day }, by),
            "record-employer-contact" => Of(new RecordEmployerContact(d.Chance(50)) { Id = d.Id(), OccurredOn = day }, by),
            "start-job" => Of(new StartJob(today.AddDays(1 - d.Below(8)), d.Of(0, 16, 37.5m, 101), d.Chance(40) ? today.AddDays(1 - d.Below(5)) : null, d.Text()) { Id = d.Id(), OccurredOn = day }, by),
            "end-job" => Of(new EndJob(Key(r.Jobs.Keys, d), today.AddDays(1 - d.Below(20))) { OccurredOn = day }, by),
            "confirm-employment" => Of(new ConfirmEmployment(Key(r.Jobs.Keys, d), d.Of(13, 13, 26, 26, 5), d.Of(0, 16, 20, 101), d.Any<WageBasis>(), d.Any<EmploymentEvidence>(), d.Of<int?>(null, null, 12, 60), d.Of<int?>(null, null, 13, 5)) { OccurredOn = day }, by),
            "record-retention" => Of(new RecordRetention(d.Of(13, 13, 26, 26, 5), d.Of(0, 16, 20, 101), d.Any<EmploymentEvidence>()) { OccurredOn = day }, by),
            "start-training" => Of(new StartTraining(d.Text()) { Id = d.Id(), OccurredOn = day }, by),
            "open-advice-case" => Of(new OpenAdviceCase(d.Below(8) switch { 0 => default, 1 => [], _ => [d.Any<AdviceArea>(), d.Any<AdviceArea>()] }) { OccurredOn = day }, by),
            "record-advice" => Of(new RecordAdvice(d.Any<Need>(), d.Text()) { Id = d.Id(), OccurredOn = day }, by),
            "record-gain" => Of(new RecordGain(d.Of(1_200.50m, 0.01m, 1_000_000, 0, -1, 1_000_000.01m, 9.999m), d.Any<GainBasis>(), d.Any<GainKind>()) { Id = d.Id(), OccurredOn = day }, by),
            "pause" => Of(new Pause(d.Any<PauseReason>(), today.AddDays(d.Of(0, 1, 14, 90, 365, 366)), d.Text()) { OccurredOn = day }, by),
            "resume" => Of(new Resume() { OccurredOn = day }, by),
            "close" => Of(new Close(d.Any<CloseReason>(), d.Any<CloseOutcome>(), d.Text()) { OccurredOn = day }, by),
            "reopen" => Of(new Reopen(d.Text()) { OccurredOn = day }, by),
            "add-note" => Of(new AddNote(d.Any<NoteVisibility>(), d.Needed()) { Id = d.Id(), OccurredOn = day }, by),
            "send-message" => Of(new SendMessage(d.Needed()) { Id = d.Id(), OccurredOn = day }, by),
            "correct" => Of(Correction(d, r, today) with { OccurredOn = day }, by),
            "enter-in-error" => Of(new EnterInError(d.Needed(), d.Chance(30)) { OccurredOn = day }, by),
            "mark-overdue" => Of(new MarkOverdue() { OccurredOn = day }, by),
            "redirect" => Redirection(new Redirect(d.Of(Known.OtherServiceId, Known.OtherServiceId, Known.ServiceId), d.Any<RedirectReason>(), d.Text()) { OccurredOn = day }, by),
            "re-match" => Rematch(In.ToSend(Known.OtherServiceId) with { RematchOf = r.Id, Source = ReferralSource.MentalHealthTeam, NeedSummary = d.Text(), OccurredOn = day }, by),
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "No such verb."),
        };
    }

    private static Correct Correction(Dice d, Referral r, DateOnly today) => d.Below(7) switch
    {
        0 => new(),
        1 => new(Need: d.Any<Need>(), Job: new(d.Id(), today, 16, null)),
        2 => new(Need: d.Any<Need>(), Why: d.Text()),
        < 5 => new(Job: new(Key(r.Jobs.Keys, d), today.AddDays(1 - d.Below(30)), d.Of(16, 20, 0), d.Chance(30) ? today : null), Why: d.Text()),
        _ => new(Contact: new(Key(r.Contacts.Keys, d), today.AddDays(1 - d.Below(30)), d.Any<ContactMedium>(), d.Chance(50)), Why: d.Text()),
    };

    /// <summary>One of those there are, mostly.</summary>
    private static Guid Key(IEnumerable<Guid> keys, Dice dice)
    {
        var known = keys.ToArray();
        return known.Length > 0 && dice.Chance(85) ? dice.Of(known) : dice.Id();
    }

    private static Move<Referral> Of<T>(T command, Actor by) where T : ICommand<Referral, T> => Moves.Of<Referral, T>(command, by);

    private static Move<Referral> Redirection(Redirect command, Actor by) => new("redirect", command, by, (r, on) => Redirect.Decide(
        new(r, Referral.None(new(Who.Id(62))), Person, command.Service == Known.ServiceId ? Service : Other), command, on));

    private static Move<Referral> Rematch(Send command, Actor by) => new("re-match", command, by, (r, on) => Send.Decide(
        new(Referral.None(new(Who.Id(63))), Person, Other, null, r), command, on));

    private static readonly Services.Service Service = Known.AService().State;
    private static readonly Services.Service Other = Known.AnotherService().State;

    public static readonly People.Person Person = WithProvider();

    private static People.Person WithProvider()
    {
        var person = Known.APersonWhoAgreed().State;
        return person with { KnownTo = person.KnownTo.Add(Who.Provider) };
    }

    public static Given<Referral> Start(Dice dice, string journey)
    {
        var clocks = dice.Chance(50) ? null : new Services.ServiceClocks(FirstMeetingIn: dice.Of(1, 15, 40), EmployerContactInCalendarDays: dice.Of(5, 30), SilenceAfterCalendarDays: dice.Of(10, 40));
        var service = Known.AServiceWithJourney(Known.ServiceId, Who.Provider, clocks, journey).State;
        var self = dice.Chance(15);
        var command = In.ToSend(Known.ServiceId) with
        {
            Source = self ? ReferralSource.Self : ReferralSource.GeneralPractice,
            Setting = dice.Any<Setting>(),
            Risks = [RiskFlag.RiskToSelf],
            NeedSummary = Personal.Of("Wants part-time work"),
            HealthDetail = dice.Chance(50) ? Personal.Of("Low mood") : null,
        };
        return Further(In.SentTo(service, Person, command, self ? Who.Caseworker : Who.Clinician), journey, dice.Below(7));
    }

    /// <summary>Most sequences begin some way along the journey, so that its late steps are met too.</summary>
    private static Given<Referral> Further(Given<Referral> given, string journey, int steps)
    {
        if (steps > 1) given = given.After(new Accept(), Who.Caseworker, Begin);
        if (steps > 2) given = given.After(new RecordContact(ContactMedium.Telephone, true) { Id = Who.Id(999) }, Who.Caseworker, Begin);
        if (steps > 3) given = journey == "advice" ? given.After(new OpenAdviceCase([AdviceArea.Debt]), Who.Caseworker, Begin) : given.After(new StartProfile(), Who.Caseworker, Begin);
        if (steps > 4 && journey != "advice")
        {
            given = journey == "retention"
                ? given.After(new AgreePlan() { Id = Who.Id(998) }, Who.Caseworker, Begin)
                : given.After(new StartJob(Begin, 16) { Id = Who.Id(998) }, Who.Caseworker, Begin);
        }
        return given;
    }

    private static readonly DateOnly Begin = new(2026, 6, 1);
}
