using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Tests.Journey;

/// <summary>
/// A referral of any journey in each state, reached by decisions alone. Sent on Monday 1 June 2026; no bank holiday falls between then and the end of August.
/// </summary>
public static class In
{
    public static readonly ReferralId Id = new(Who.Id(61));
    public static readonly Guid Booked = Who.Id(71);
    public static readonly Guid Called = Who.Id(72);
    public static readonly Guid Job = Who.Id(73);
    public static readonly Guid Plan = Who.Id(75);

    public static DateOnly June(int day) => new(2026, 6, day);

    public static DateOnly July(int day) => new(2026, 7, day);

    public static Given<Referral> SentTo(Service service, Person person, Send? command = null, Actor? by = null, DateOnly? on = null)
    {
        var none = Spec.No(Id);
        var occasion = Who.On(by ?? Who.Clinician, on ?? June(1));
        var decision = Send.Decide(new(none.State, person, service, null, null), command ?? ToSend(service.Id), occasion);
        decision.Refusal.Should().BeNull();
        return none.With(decision, occasion);
    }

    public static Send ToSend(ServiceId service) =>
        new(Known.PersonId, service, Known.AgreementId, ReferralSource.GeneralPractice, Setting.GeneralPractice, Need.FindWork);

    /// <summary>Acknowledgement by 3 June.</summary>
    public static Given<Referral> Sent(string journey = "ips") => SentTo(Known.AService(journey).State, Known.APersonWhoAgreed().State);

    /// <summary>Decision by 9 June.</summary>
    public static Given<Referral> Received(string journey = "ips") => Sent(journey).After(new Acknowledge(), Who.Caseworker, June(2));

    /// <summary>Answer by 10 June.</summary>
    public static Given<Referral> AwaitingInformation(string journey = "ips") =>
        Received(journey).After(new RequestInformation(Personal.Of("Which days?")), Who.Caseworker, June(3));

    /// <summary>First contact by 10 June, with a meeting booked for that day.</summary>
    public static Given<Referral> Accepted(string journey = "ips") => Received(journey).After(new Accept(), Who.Caseworker, June(3))
        .After(new BookAppointment(June(10), ContactMedium.FaceToFace) { Id = Booked }, Who.Caseworker, June(3));

    /// <summary>Reached by telephone; first meeting by 24 June.</summary>
    public static Given<Referral> InContact(string journey = "ips") =>
        Accepted(journey).After(new RecordContact(ContactMedium.Telephone, true) { Id = Called }, Who.Caseworker, June(5));

    /// <summary>Profile, or advice case, on 8 June: an employer by 8 July where the journey owes one, no silence beyond 6 July.</summary>
    public static Given<Referral> Engaged(string journey = "ips") => journey == "advice"
        ? InContact(journey).After(new OpenAdviceCase([AdviceArea.Benefits]), Who.Caseworker, June(8))
        : InContact(journey).After(new StartProfile(), Who.Caseworker, June(8));

    /// <summary>A job from 15 June, or a plan of that day to keep one: checks on 14 September and 14 December. No advice leads here.</summary>
    public static Given<Referral> InWork(string journey = "ips")
    {
        var engaged = Engaged(journey).After(new RecordEmployerContact(true) { Id = Who.Id(74) }, Who.Caseworker, June(10));
        return journey == "retention"
            ? engaged.After(new AgreePlan() { Id = Plan }, Who.Caseworker, June(15))
            : engaged.After(new StartJob(June(15), 20) { Id = Job }, Who.Caseworker, June(15));
    }

    /// <summary>Out of work, or of the advice case, until 13 August.</summary>
    public static Given<Referral> Paused(string journey = "ips") =>
        (journey == "advice" ? Engaged(journey) : InWork(journey)).After(new Pause(PauseReason.Health, new(2026, 8, 13)), Who.Caseworker, July(13));

    /// <summary>The person to be told by 10 June.</summary>
    public static Given<Referral> Declined(string journey = "ips") =>
        Received(journey).After(new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), Who.Caseworker, June(3));

    public static Given<Referral> Redirected(string journey = "ips")
    {
        var received = Received(journey);
        var on = Who.On(Who.Caseworker, June(3));
        return received.With(Redirect.Decide(ToAnother(received.State), new(Known.OtherServiceId, RedirectReason.BetterFit), on), on);
    }

    public static Redirecting ToAnother(Referral from) =>
        new(from, Referral.None(new(Who.Id(62))), Known.APersonWhoAgreed().State, Known.AnotherService().State);

    public static Given<Referral> Withdrawn(string journey = "ips") =>
        Received(journey).After(new Withdraw(WithdrawReason.PersonChangedMind), Who.Clinician, June(3));

    /// <summary>Closed by the service after the person had been reached.</summary>
    public static Given<Referral> Closed(string journey = "ips") =>
        InContact(journey).After(new Close(CloseReason.PersonAskedToStop, CloseOutcome.NotInWork), Who.Caseworker, June(12));

    public static Given<Referral> EnteredInError(string journey = "ips") =>
        Received(journey).After(new EnterInError(Personal.Of("Wrong record")), Who.Clinician, June(3));

    public static Given<Referral> Status(ReferralStatus status, string journey = "ips") => status switch
    {
        ReferralStatus.Sent => Sent(journey),
        ReferralStatus.Received => Received(journey),
        ReferralStatus.AwaitingInformation => AwaitingInformation(journey),
        ReferralStatus.Accepted => Accepted(journey),
        ReferralStatus.InContact => InContact(journey),
        ReferralStatus.Engaged => Engaged(journey),
        ReferralStatus.InWork => InWork(journey),
        ReferralStatus.Paused => Paused(journey),
        ReferralStatus.Declined => Declined(journey),
        ReferralStatus.Redirected => Redirected(journey),
        ReferralStatus.Withdrawn => Withdrawn(journey),
        ReferralStatus.Closed => Closed(journey),
        ReferralStatus.EnteredInError => EnteredInError(journey),
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>The day of the table's commands: in each state, the promise is broken and, where it can be, a recall is in time.</summary>
    public static DateOnly Day(ReferralStatus status) => status switch
    {
        ReferralStatus.InContact => June(25),
        ReferralStatus.Engaged => July(7),
        ReferralStatus.InWork or ReferralStatus.Paused => new(2026, 9, 15),
        _ => June(17),
    };
}
