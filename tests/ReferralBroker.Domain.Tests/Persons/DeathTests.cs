using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Persons;

public class DeathTests
{
    private static readonly DateOnly Today = new(2026, 9, 20);
    private static readonly ReferralStatus[] Ended = [ReferralStatus.Redirected, ReferralStatus.Withdrawn, ReferralStatus.Closed, ReferralStatus.EnteredInError];

    public static TheoryData<string, ReferralStatus> Referrals() => TableTests.States();

    [Theory]
    [MemberData(nameof(Referrals))]
    public void A_death_closes_every_referral_that_has_not_ended_and_leaves_the_others_alone(string journey, ReferralStatus status)
    {
        var referral = In.Status(status, journey);
        var decision = Died(Known.APersonWhoAgreed().State, referral.State);
        decision.For(Known.PersonId.Value).Should().ContainSingle().Which.Should().BeOfType<Died>();
        if (Ended.Contains(status))
        {
            decision.Streams.Should().ContainSingle();
            decision.Releases.Should().BeEmpty();
            return;
        }
        decision.For(In.Id.Value).OfType<Closed>().Single().Should().BeEquivalentTo(new { Reason = CloseReason.PersonDied, Outcome = CloseOutcome.Unknown, Note = (Personal?)null, Due = Due.Nothing });
        var closed = referral.With(decision, Who.On(Who.Clinician, Today)).State;
        (closed.Status, closed.Due).Should().Be((ReferralStatus.Closed, Due.Nothing));
        decision.Releases.Should().Equal((ReferralRules.OpenKey(Known.PersonId, Known.ServiceId), In.Id.Value));
    }

    [Fact]
    public void A_death_closes_the_referrals_of_every_record_in_one_append()
    {
        var person = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord()).Together();
        var under = In.SentTo(Known.AnotherService().State, Records.AnotherRecord().State, In.ToSend(Known.OtherServiceId) with { Agreement = Records.OtherAgreement }).State
            with
        { Id = new(Who.Id(68)) };
        var decision = Died(person, In.Engaged().State, under, In.Withdrawn().State with { Id = new(Who.Id(67)) });
        decision.Streams.Select(s => s.Stream).Should().Equal(Known.PersonId.Value, In.Id.Value, Who.Id(68));
        decision.Releases.Should().Equal(
            (ReferralRules.OpenKey(Known.PersonId, Known.ServiceId), In.Id.Value), (ReferralRules.OpenKey(Records.OtherId, Known.OtherServiceId), Who.Id(68)));
    }

    [Fact]
    public void The_day_of_death_is_personal_and_may_be_unknown()
    {
        var known = RecordDeath.Decide(new(Known.APersonWhoAgreed().State, []), new(new(2026, 9, 18)), Who.On(Who.Clinician, Today));
        known.For(Known.PersonId.Value).Should().Equal(new Died(Personal.Of("2026-09-18")));
        Died(Known.APersonWhoAgreed().State).For(Known.PersonId.Value).Should().Equal(new Died((Personal?)null));
    }

    [Theory]
    [InlineData("2026-09-21", "date.in-future")]
    [InlineData("1988-05-02", "date.before-birth")]
    [InlineData("1988-05-03", null)]
    [InlineData("2026-09-20", null)]
    public void Nobody_dies_in_the_future_or_before_they_were_born(string day, string? code)
    {
        var command = new RecordDeath(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
        var decision = RecordDeath.Decide(new(Known.APersonWhoAgreed().State, []), command, Who.On(Who.Clinician, Today));
        (decision.Refusal?.Code, decision.Refusal?.Field).Should().Be((code, code is null ? null : "diedOn"));
    }

    [Fact]
    public void A_death_is_recorded_by_whoever_deals_with_the_person()
    {
        var known = Known.APersonWhoAgreed().State;
        string? Code(Person person, Actor by) => RecordDeath.Decide(new(person, []), new(), Who.On(by, Today)).Refusal?.Code;
        Code(known, Who.Clinician).Should().BeNull();
        Code(known with { KnownTo = [Who.Provider] }, Who.Caseworker).Should().BeNull();
        Code(known, Who.Caseworker).Should().Be("organisation.not-party");
        Code(known with { KnownTo = [Who.Office] }, Who.Governance).Should().Be("role.not-allowed");
        Code(Person.None(Known.PersonId), Who.Clinician).Should().Be("person.unknown");
    }

    [Fact]
    public void A_death_said_again_records_nothing()
    {
        var again = Died(Dead().State, In.Engaged().State);
        again.Refusal.Should().BeNull();
        again.Streams.Should().BeEmpty();
        again.Releases.Should().BeEmpty();
    }

    [Fact]
    public void Nothing_is_arranged_with_the_dead()
    {
        var dead = Dead();
        var on = Who.On(Who.Clinician, Today);
        var declined = In.Declined().State;
        Decision[] answers =
        [
            Send.Decide(new(Referral.None(In.Id), dead.State, Known.AService().State, null, null), In.ToSend(Known.ServiceId), on),
            Send.Decide(new(Referral.None(In.Id), dead.State, Known.AnotherService().State, null, declined), In.ToSend(Known.OtherServiceId) with { RematchOf = declined.Id }, on),
            Redirect.Decide(In.ToAnother(In.Received().State) with { Person = dead.State }, new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(Who.Caseworker, Today)),
            dead.When(new GiveAgreement(new(Who.Id(43)), AgreementScope.ContactOnly, AgreementGiven.InPerson, "2026-1"), Who.Clinician, Today).Decision,
            dead.When(new SetContactPreferences(Records.Preferring(false)), Who.Clinician, Today).Decision,
            dead.When(new SetAdjustments([Adjustment.EasyRead]), Who.Clinician, Today).Decision,
            Conversations.Record.Decide(new(Conversation.None(Known.ConversationId), dead.State), new(Setting.GeneralPractice, ProfessionalRole.Nurse, [Topic.OutOfWork], Known.PersonId), on),
            Reopen.Decide(Closed(In.Engaged()).State with { HasPersonDied = true }, new(), Who.On(Who.Caseworker, Today)),
        ];
        answers.Should().AllSatisfy(a => (a.Refusal?.Code).Should().Be("person.died"));
    }

    [Fact]
    public void What_is_known_of_the_dead_can_still_be_put_right()
    {
        Dead().When(new StateRelationship(Relationship.UnderOurCare), Who.Clinician with { Organisation = Who.Stranger }, Today).Records("person.relationship-stated.v1");
        Dead().When(new CorrectPerson(Known.Particulars with { GivenName = Personal.Of("Adaeze") }), Who.Clinician, Today).Records("person.particulars-corrected.v1");
        Dead().When(new WithdrawAgreement(Known.AgreementId, AgreementGiven.InWriting), Who.Clinician, Today).Records("person.agreement-withdrawn.v1");
    }

    [Fact]
    public void A_death_recorded_by_mistake_is_corrected_with_a_reason()
    {
        Correcting(Known.APersonWhoAgreed(), "Mistaken", Who.Clinician).Refusal!.Code.Should().Be("person.not-died");
        Correcting(Dead(), " ", Who.Clinician).Refusal!.Code.Should().Be("value.missing");
        Correcting(Dead(), "Mistaken", Who.Clinician with { Organisation = Who.Stranger }).Refusal!.Code.Should().Be("organisation.not-party");
        Correcting(Dead(), "Mistaken", Who.Governance).Refusal!.Code.Should().Be("role.not-allowed");
        var alive = Dead().With(Correcting(Dead(), "Mistaken", Who.Clinician), Who.On(Who.Clinician, Today)).State;
        (alive.HasDied, alive.DiedOn).Should().Be((false, null));
    }

    [Fact]
    public void What_the_death_closed_at_a_service_goes_on_and_what_was_given_back_or_withdrawn_does_not()
    {
        var on = Who.On(Who.Clinician, Today);
        var (open, declined) = (In.Engaged().State, In.Declined().State with { Id = new(Who.Id(88)) });
        var dead = RecordDeath.Decide(new(Known.APersonWhoAgreed().State, [open, declined]), new(), on);
        Referral After(Referral r) => dead.For(r.Id.Value).Aggregate(r, (state, e) => Referral.Evolve(state, new(e, Today, on.At, on.By)));
        var corrected = CorrectDeath.Decide(new(Dead().State, [After(open), After(declined)]), new(Personal.Of("Mistaken")), on);
        corrected.For(open.Id.Value).Should().ContainSingle().Which.Should().BeOfType<Reopened>();
        corrected.For(declined.Id.Value).Should().BeEmpty("it was the referrer's to match again");
        corrected.Claims.Should().ContainSingle().Which.Stream.Should().Be(open.Id.Value);
        var withdrawn = Dead().After(new WithdrawAgreement(Known.AgreementId, AgreementGiven.InWriting), Who.Clinician, Today).State;
        CorrectDeath.Decide(new(withdrawn, [After(open)]), new(Personal.Of("Mistaken")), on).For(open.Id.Value).Should().BeEmpty();
    }

    private static Decision Correcting(Given<Person> person, string why, Actor by) => CorrectDeath.Decide(new(person.State, []), new(Personal.Of(why)), Who.On(by, Today));

    [Fact]
    public void A_death_on_both_records_is_corrected_on_both()
    {
        var merged = Records.Merged(Dead(), Dead(Records.AnotherRecord()));
        var on = Who.On(Who.Clinician, Today);
        var decision = CorrectDeath.Decide(new(merged.Together(), []), new(Personal.Of("Mistaken")), on);
        decision.Streams.Select(s => s.Stream).Should().BeEquivalentTo([Known.PersonId.Value, Records.OtherId.Value]);
        Records.Both(merged.Survivor, merged.Other, decision, on).Together().HasDied.Should().BeFalse();
    }

    [Theory]
    [InlineData(ReferralStatus.Sent, ReferralStatus.Received)]
    [InlineData(ReferralStatus.AwaitingInformation, ReferralStatus.Received)]
    [InlineData(ReferralStatus.Accepted, ReferralStatus.Accepted)]
    [InlineData(ReferralStatus.InWork, ReferralStatus.Accepted)]
    [InlineData(ReferralStatus.Paused, ReferralStatus.Accepted)]
    public void After_a_death_recorded_by_mistake_the_service_goes_on_and_nobody_else_does(ReferralStatus was, ReferralStatus becomes)
    {
        var closed = Closed(In.Status(was));
        closed.When(new Reopen(), Who.Caseworker, Today).Records("referral.reopened.v1").Then.Status.Should().Be(becomes);
        closed.When(new Reopen(), Who.Clinician, Today).IsRefused("organisation.not-party");
    }

    private static Decision Died(Person person, params ReadOnlySpan<Referral> referrals) =>
        RecordDeath.Decide(new(person, [.. referrals]), new(), Who.On(Who.Clinician, Today));

    private static Given<Person> Dead(Given<Person>? given = null)
    {
        given ??= Known.APersonWhoAgreed();
        return given.With(Died(given.State), Who.On(Who.Clinician, Today));
    }

    private static Given<Referral> Closed(Given<Referral> given) => given.With(Died(Known.APersonWhoAgreed().State, given.State), Who.On(Who.Clinician, Today));
}
