using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Persons;

public class ErasureTests
{
    private static readonly DateOnly Today = new(2026, 9, 20);

    public static TheoryData<Role> Roles() => [.. Enum.GetValues<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Only_the_governance_lead_erases_somebody(Role role)
    {
        var decision = Erasing(Known.APersonWhoAgreed().State, by: Who.Clinician with { Role = role });
        (decision.Refusal?.Code).Should().Be(role == Role.GovernanceLead ? null : "role.not-allowed");
        decision.Streams.Length.Should().Be(role == Role.GovernanceLead ? 1 : 0);
    }

    [Fact]
    public void Nobody_is_erased_whom_nobody_registered() => Erasing(Person.None(Known.PersonId)).Refusal!.Code.Should().Be("person.unknown");

    [Theory]
    [InlineData(ReferralStatus.Sent, true)]
    [InlineData(ReferralStatus.Received, true)]
    [InlineData(ReferralStatus.AwaitingInformation, true)]
    [InlineData(ReferralStatus.Accepted, true)]
    [InlineData(ReferralStatus.InContact, true)]
    [InlineData(ReferralStatus.Engaged, true)]
    [InlineData(ReferralStatus.InWork, true)]
    [InlineData(ReferralStatus.Paused, true)]
    [InlineData(ReferralStatus.Declined, true)]
    [InlineData(ReferralStatus.Redirected, false)]
    [InlineData(ReferralStatus.Withdrawn, false)]
    [InlineData(ReferralStatus.Closed, false)]
    [InlineData(ReferralStatus.EnteredInError, false)]
    public void Nobody_is_erased_while_a_referral_of_theirs_is_open(ReferralStatus status, bool stands)
    {
        var decision = Erasing(Known.APersonWhoAgreed().State, In.Status(status).State);
        (decision.Refusal?.Code, decision.Refusal?.Related).Should().Be(stands ? ("person.has-open-referral", In.Id.Value) : (null, null));
        decision.Streams.IsEmpty.Should().Be(stands);
    }

    [Fact]
    public void The_proof_stands_on_every_record_of_the_person_and_is_asked_of_the_survivor()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var of = Erasing(merged.Other.State);
        (of.Refusal?.Code, of.Refusal?.Related).Should().Be(("person.merged", Known.PersonId.Value));
        var decision = Erasing(merged.Together(), merged: merged.Other.State);
        decision.For(Known.PersonId.Value).Should().Equal(new Erased(ErasureGround.PersonAsked));
        decision.For(Records.OtherId.Value).Should().Equal(new Erased(ErasureGround.PersonAsked));
    }

    [Fact]
    public void Somebody_erased_is_erased_once_and_nothing_is_done_with_them_afterwards()
    {
        var on = Who.On(Who.Governance, Today);
        var erased = Known.APersonWhoAgreed().With(Erasing(Known.APersonWhoAgreed().State), on);
        erased.State.IsErased.Should().BeTrue();
        var again = Erasing(erased.State);
        again.Refusal.Should().BeNull();
        again.Streams.Should().BeEmpty();
        erased.When(new CorrectPerson(Known.Particulars), Who.Clinician, Today).IsRefused("person.erased");
        erased.When(new WithdrawAgreement(Known.AgreementId, AgreementGiven.InPerson), Who.Clinician, Today).IsRefused("person.erased");
        Send.Decide(new(Referral.None(In.Id), erased.State, Known.AService().State, null, null), In.ToSend(Known.ServiceId), Who.On(Who.Clinician, Today))
            .Refusal!.Code.Should().Be("person.erased");
    }

    [Fact]
    public void Somebody_whose_keys_were_lost_can_still_be_proved_erased()
    {
        var person = Known.APersonWhoAgreed().State;
        var lost = person with { Particulars = Known.Particulars with { FamilyName = Personal.Sealed("v1.gone") } };
        Erasing(lost).For(Known.PersonId.Value).Should().Equal(new Erased(ErasureGround.PersonAsked));
    }

    [Fact]
    public void The_keyed_hash_of_every_number_of_theirs_goes_with_them()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var on = Who.On(Who.Governance, Today);
        var numbers = new[] { merged.Survivor.State, merged.Other.State }.Where(p => p.Particulars!.NhsNumber is not null)
            .Select(p => (PersonRules.NhsNumberKey(on, p.Particulars!.NhsNumber!.Text!), p.Id.Value)).ToArray();
        numbers.Should().NotBeEmpty();
        Erase.Decide(new(merged.Together(), [merged.Other.State], []), new(ErasureGround.PersonAsked), on).Releases.Should().BeEquivalentTo(numbers);
    }

    private static Decision Erasing(Person person, Referral? referral = null, Actor? by = null, params ReadOnlySpan<Person> merged) =>
        Erase.Decide(new(person, [.. merged], referral is null ? [] : [referral]), new(ErasureGround.PersonAsked), Who.On(by ?? Who.Governance, Today));
}
