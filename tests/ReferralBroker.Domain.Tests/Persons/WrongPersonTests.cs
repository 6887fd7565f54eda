using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Persons;

/// <summary>What was recorded against somebody and was about somebody else.</summary>
public class WrongPersonTests
{
    private static readonly Personal Why = Personal.Of("Another patient of that name");

    [Fact]
    public void A_referral_about_somebody_else_leaves_the_persons_list_and_the_provider_no_longer_sees_them()
    {
        var sent = Sent();
        var person = Known.APersonWhoAgreed().With(sent, Who.On(Who.Clinician, In.June(1)));
        person.State.IsVisibleTo(Who.Provider).Should().BeTrue();

        var on = Who.On(Who.Clinician, In.June(2));
        var decision = EnterInError.Decide(In.Sent().State, new(Why, WrongPerson: true), on);
        decision.For(Known.PersonId.Value).Should().Equal(new WrongPersonCorrected(In.Id, null));
        decision.For(In.Id.Value).Select(EventCatalogue.NameOf).Should().Equal("referral.entered-in-error.v1");
        var after = person.With(decision, on).State;
        after.Referrals.Should().BeEmpty();
        after.IsVisibleTo(Who.Provider).Should().BeFalse();
    }

    [Fact]
    public void Only_that_referral_leaves_the_list()
    {
        var person = Known.APersonWhoAgreed().With(Sent(), Who.On(Who.Clinician, In.June(1)));
        var on = Who.On(Who.Clinician, In.June(2));
        var second = Send.Decide(new(Referral.None(new(Who.Id(66))), person.State, Known.AnotherService().State, null, null), In.ToSend(Known.OtherServiceId), on);
        person.With(second, on).With(EnterInError.Decide(In.Sent().State, new(Why, WrongPerson: true), on), on)
            .State.Referrals.Should().ContainSingle().Which.Referral.Value.Should().Be(Who.Id(66));
    }

    [Fact]
    public void A_referral_entered_in_error_for_another_reason_says_nothing_of_the_person() =>
        EnterInError.Decide(In.Sent().State, new(Why), Who.On(Who.Clinician, In.June(2))).For(Known.PersonId.Value).Should().BeEmpty();

    [Fact]
    public void Of_a_merged_record_it_is_said_on_that_record_and_the_person_loses_the_referral()
    {
        var on = Who.On(Who.Clinician, In.June(1));
        var command = In.ToSend(Known.ServiceId) with { Agreement = Records.OtherAgreement };
        var under = In.SentTo(Known.AService().State, Records.AnotherRecord().State, command);
        var record = Records.AnotherRecord().With(Send.Decide(new(Referral.None(In.Id), Records.AnotherRecord().State, Known.AService().State, null, null), command, on), on);
        var merged = Records.Merged(Known.APersonWhoAgreed(), record);
        merged.Together().Referrals.Should().ContainSingle();
        var decision = EnterInError.Decide(under.State, new(Why, WrongPerson: true), on);
        decision.For(Known.PersonId.Value).Should().BeEmpty();
        Records.Both(merged.Survivor, merged.Other, decision, on).Together().Referrals.Should().BeEmpty();
    }

    [Fact]
    public void A_conversation_with_somebody_else_is_said_on_the_persons_record()
    {
        var conversation = Known.AConversation(with: Known.PersonId);
        var decision = conversation.When(new EnterConversationInError(Why, WrongPerson: true), Who.Clinician, In.June(2)).Records("conversation.entered-in-error.v1").Decision;
        decision.For(Known.PersonId.Value).Should().Equal(new WrongPersonCorrected(null, Known.ConversationId));
        conversation.When(new EnterConversationInError(Why), Who.Clinician, In.June(2)).Decision.Streams.Should().ContainSingle();
    }

    [Fact]
    public void A_conversation_that_names_nobody_was_not_with_the_wrong_person() =>
        Known.AConversation().When(new EnterConversationInError(WrongPerson: true), Who.Clinician, In.June(2)).IsRefused("conversation.names-nobody");

    [Fact]
    public void A_conversation_with_somebody_else_takes_no_referral_from_the_list()
    {
        var person = Known.APersonWhoAgreed().With(Sent(), Who.On(Who.Clinician, In.June(1)));
        var decision = Known.AConversation(with: Known.PersonId).When(new EnterConversationInError(Why, WrongPerson: true), Who.Clinician, In.June(2)).Decision;
        person.With(decision, Who.On(Who.Clinician, In.June(2))).State.Referrals.Should().ContainSingle();
    }

    private static Decision Sent() => Send.Decide(
        new(Referral.None(In.Id), Known.APersonWhoAgreed().State, Known.AService().State, null, null), In.ToSend(Known.ServiceId), Who.On(Who.Clinician, In.June(1)));
}
