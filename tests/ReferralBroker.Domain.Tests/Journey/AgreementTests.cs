using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

public class AgreementTests
{
    [Fact]
    public void Nothing_is_sent_to_a_service_the_person_did_not_name() =>
        Sending(Known.APersonWhoAgreed(recipients: [Known.OtherServiceId]).State).Refusal!.Code.Should().Be("referral.agreement-needed");

    [Fact]
    public void A_referral_goes_to_a_service_the_person_named_and_to_any_where_none_was_named()
    {
        Sending(Known.APersonWhoAgreed(recipients: [Known.ServiceId]).State).Refusal.Should().BeNull();
        Sending(Known.APersonWhoAgreed().State).Refusal.Should().BeNull();
    }

    [Fact]
    public void Nothing_is_sent_under_a_withdrawn_agreement() =>
        Sending(Known.APersonWhoAgreed().After(new WithdrawAgreement(Known.AgreementId, AgreementGiven.ByPhone), Who.Clinician, In.June(1)).State)
            .Refusal!.Code.Should().Be("agreement.withdrawn");

    [Fact]
    public void Nothing_is_sent_under_an_agreement_that_was_never_given() =>
        Sending(Known.ARegisteredPerson().State).Refusal!.Code.Should().Be("agreement.unknown");

    [Theory]
    [InlineData(AgreementScope.ContactOnly, true, false, "agreement.beyond-scope")]
    [InlineData(AgreementScope.ContactOnly, false, true, "agreement.beyond-scope")]
    [InlineData(AgreementScope.ContactOnly, false, false, null)]
    [InlineData(AgreementScope.NeedSummary, true, false, null)]
    [InlineData(AgreementScope.NeedSummary, true, true, "agreement.beyond-scope")]
    [InlineData(AgreementScope.HealthDetail, true, true, null)]
    public void Nothing_is_sent_beyond_what_the_person_agreed_to(AgreementScope scope, bool need, bool health, string? code) =>
        CodeOf(Sending(Known.APersonWhoAgreed(scope).State, In.ToSend(Known.ServiceId) with
        {
            NeedSummary = need ? Personal.Of("Wants work") : null,
            HealthDetail = health ? Personal.Of("Low mood") : null,
        })).Should().Be(code);

    [Fact]
    public void A_risk_travels_under_any_agreement()
    {
        var decision = Sending(Known.APersonWhoAgreed(AgreementScope.ContactOnly).State, In.ToSend(Known.ServiceId) with { Risks = [RiskFlag.RiskToSelf], RiskDetail = Personal.Of("Call first") });
        decision.For(In.Id.Value).OfType<Sent>().Single().Risks.Should().Equal(RiskFlag.RiskToSelf);
    }

    [Fact]
    public void A_redirect_beyond_the_agreement_is_refused_and_discloses_nothing()
    {
        var person = Known.APersonWhoAgreed(recipients: [Known.ServiceId]).State;
        var from = In.SentTo(Known.AService().State, person).State;
        var decision = Redirect.Decide(In.ToAnother(from) with { Person = person }, new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(Who.Caseworker, In.June(2)));
        decision.Refusal!.Code.Should().Be("referral.agreement-needed");
        decision.Streams.Should().BeEmpty();
    }

    [Fact]
    public void A_redirect_under_a_withdrawn_agreement_is_refused()
    {
        var person = Known.APersonWhoAgreed().After(new WithdrawAgreement(Known.AgreementId, AgreementGiven.ByPhone), Who.Clinician, In.June(1)).State;
        Redirect.Decide(In.ToAnother(In.Sent().State) with { Person = person }, new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(Who.Caseworker, In.June(2)))
            .Refusal!.Code.Should().Be("agreement.withdrawn");
    }

    [Fact]
    public void A_redirect_keeps_the_root_counts_the_hop_and_moves_the_claim()
    {
        var from = In.Received().State;
        var decision = Redirect.Decide(In.ToAnother(from), new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(Who.Caseworker, In.June(3)));
        var begun = decision.For(Who.Id(62)).OfType<Sent>().Single();
        (begun.Root, begun.Previous, begun.Hop, begun.Provider).Should().Be((from.Id, from.Id, 1, Who.OtherProvider));
        begun.Due.Should().Be(new Due(NextActor.Service, Awaited.Acknowledgement, In.June(5)));
        decision.Releases.Should().Equal((ReferralRules.OpenKey(Known.PersonId, Known.ServiceId), from.Id.Value));
        decision.Claims.Should().Contain((ReferralRules.OpenKey(Known.PersonId, Known.OtherServiceId), Who.Id(62)));
        decision.For(Known.PersonId.Value).Should().ContainSingle().Which.Should().BeOfType<Referred>();
    }

    [Fact]
    public void A_referral_agreed_in_a_conversation_is_recorded_there_in_the_same_append()
    {
        var conversation = Known.AConversation(with: Known.PersonId);
        var person = Known.APersonWhoAgreed().State;
        var decision = Sending(person, In.ToSend(Known.ServiceId) with { Conversation = Known.ConversationId }, conversation.State);
        decision.For(Known.ConversationId.Value).Select(EventCatalogue.NameOf).Should().Equal("conversation.support-offered.v1", "conversation.referral-agreed.v1");
    }

    [Theory]
    [InlineData(Ending.OfferDeclined, "conversation.offer-declined")]
    [InlineData(Ending.RecordOnly, null)]
    public void Nothing_is_sent_of_a_conversation_whose_offer_was_declined(Ending ending, string? code) =>
        CodeOf(Sending(Known.APersonWhoAgreed().State, In.ToSend(Known.ServiceId) with { Conversation = Known.ConversationId }, Known.AConversation(ending, Known.PersonId).State))
            .Should().Be(code);

    private static string? CodeOf(Decision decision) => decision.Refusal?.Code;

    private static Decision Sending(Person person, Send? command = null, Conversation? conversation = null) => Send.Decide(
        new(Referral.None(In.Id), person, Known.AService().State, conversation, null), command ?? In.ToSend(Known.ServiceId), Who.On(Who.Clinician, In.June(1)));
}
