using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

/// <summary>One plausible command of each verb, asked of a referral.</summary>
public static class Ask
{
    public static readonly Guid Entry = Who.Id(81);

    public static Outcome<Referral> For(string verb, Given<Referral> given, Actor by, DateOnly day) => verb switch
    {
        "acknowledge" => given.When(new Acknowledge(), by, day),
        "request-information" => given.When(new RequestInformation(Personal.Of("Since when?")), by, day),
        "provide-information" => given.When(new ProvideInformation(Personal.Of("Since May.")), by, day),
        "accept" => given.When(new Accept(), by, day),
        "undo-acceptance" => given.When(new UndoAcceptance(), by, day),
        "decline" => given.When(new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), by, day),
        "record-told" => given.When(new RecordTold(ContactMedium.Telephone), by, day),
        "withdraw" => given.When(new Withdraw(WithdrawReason.PersonChangedMind), by, day),
        "recall" => given.When(new Recall(), by, day),
        "assign" => given.When(new Assign("somebody"), by, day),
        "record-contact" => given.When(new RecordContact(ContactMedium.Telephone, true) { Id = Entry }, by, day),
        "book-appointment" => given.When(new BookAppointment(day.AddDays(7), ContactMedium.FaceToFace) { Id = Entry }, by, day),
        "record-attendance" => given.When(new RecordAttendance(In.Booked, Attendance.Attended), by, day),
        "start-profile" => given.When(new StartProfile(), by, day),
        "agree-plan" => given.When(new AgreePlan() { Id = Entry }, by, day),
        "record-employer-contact" => given.When(new RecordEmployerContact(true) { Id = Entry }, by, day),
        "start-job" => given.When(new StartJob(day, 16) { Id = Entry }, by, day),
        "end-job" => given.When(new EndJob(In.Job, day), by, day),
        "confirm-employment" => given.When(new ConfirmEmployment(In.Job, 13, 20, WageBasis.NationalLivingWageOrMore, EmploymentEvidence.Payslip), by, day),
        "record-retention" => given.When(new RecordRetention(13, 20, EmploymentEvidence.Payslip), by, day),
        "start-training" => given.When(new StartTraining() { Id = Entry }, by, day),
        "open-advice-case" => given.When(new OpenAdviceCase([AdviceArea.Debt]), by, day),
        "record-advice" => given.When(new RecordAdvice(Need.MoneyWorries) { Id = Entry }, by, day),
        "record-gain" => given.When(new RecordGain(1_200, GainBasis.Yearly, GainKind.BenefitIncome) { Id = Entry }, by, day),
        "pause" => given.When(new Pause(PauseReason.Health, day.AddDays(14)), by, day),
        "resume" => given.When(new Resume(), by, day),
        "close" => given.When(new Close(CloseReason.SupportCompleted, CloseOutcome.Unknown), by, day),
        "reopen" => given.When(new Reopen(), by, day),
        "add-note" => given.When(new AddNote(NoteVisibility.Shared, Personal.Of("Rang.")) { Id = Entry }, by, day),
        "send-message" => given.When(new SendMessage(Personal.Of("Thank you.")) { Id = Entry }, by, day),
        "correct" => given.When(new Correct(Need: Need.KeepWork), by, day),
        "enter-in-error" => given.When(new EnterInError(Personal.Of("Wrong person")), by, day),
        "mark-overdue" => given.When(new MarkOverdue(), by, day),
        "redirect" => new(given, Redirect.Decide(In.ToAnother(given.State), new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(by, day)), Who.On(by, day)),
        "re-match" => new(given, Rematch(given.State, by, day), Who.On(by, day)),
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "No such verb."),
    };

    private static Decision Rematch(Referral previous, Actor by, DateOnly day) => Send.Decide(
        new(Referral.None(new(Who.Id(63))), Known.APersonWhoAgreed().State, Known.AnotherService().State, null, previous),
        In.ToSend(Known.OtherServiceId) with { RematchOf = previous.Id }, Who.On(by, day));
}
