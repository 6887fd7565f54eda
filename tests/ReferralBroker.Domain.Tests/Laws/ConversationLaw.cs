using System.Collections.Immutable;
using ReferralBroker.Domain.Conversations;

namespace ReferralBroker.Domain.Tests.Laws;

public class ConversationLaw : Law<Conversation>
{
    [Fact]
    public void A_conversation_is_what_its_events_say_and_an_offer_is_agreed_or_declined_and_never_both() => HoldsForAnySequence();

    protected override Given<Conversation> Start(Dice dice) => Spec.No(Known.ConversationId);

    protected override Conversation Empty(Given<Conversation> given) => Conversation.None(given.State.Id);

    protected override Move<Conversation> Next(Dice dice, Conversation state, DateOnly today)
    {
        var by = dice.Of(Who.Clinician, Who.Clinician, Who.Clinician, Who.Clinician, Who.Caseworker, Who.Clinician with { Organisation = Who.Stranger });
        return dice.Below(state.Exists ? 24 : 3) switch
        {
            < 2 => Recorded(dice, today, by),
            < 6 => Of(new OfferSupport(), by),
            < 10 => Of(new DeclineOffer(dice.Any<OfferDeclineReason>()), by),
            < 14 => Of(new AgreeReferral(), by),
            < 18 => Of(new GiveAdvice(), by),
            < 22 => Of(new Signpost(dice.Chance(50) ? Known.ServiceId : null), by),
            22 when dice.Chance(60) => Of(new EnterConversationInError(dice.Needed()), by),
            _ => Of(new Signpost(), by),
        };
    }

    private static Move<Conversation> Of<T>(T command, Actor by) where T : ICommand<Conversation, T> => Moves.Of<Conversation, T>(command, by);

    private static Move<Conversation> Recorded(Dice dice, DateOnly today, Actor by)
    {
        var person = dice.Chance(60) ? Known.ARegisteredPerson().State : null;
        ImmutableArray<Topic> topics = dice.Below(6) switch { 0 => default, 1 => [], _ => [dice.Any<Topic>(), dice.Any<Topic>()] };
        var command = new Conversations.Record(dice.Any<Setting>(), dice.Any<ProfessionalRole>(), topics, person?.Id, dice.Any<Ending>(),
            dice.Chance(50) ? dice.Any<OfferDeclineReason>() : null, dice.Chance(50) ? Known.ServiceId : null, dice.Text(), dice.Occurred(today));
        return new("record", command, by, (c, on) => Conversations.Record.Decide(new(c, person), command, on));
    }

    protected override void Check(Conversation before, Move<Conversation> move, Occasion on, Decision decision, Conversation? next)
    {
        if (next is null) return;
        Require(next.Declined is null || !next.ReferralAgreed, "an offer is agreed or declined, never both");
        Require(next.WasOffered || (next.Declined is null && !next.ReferralAgreed), "only what was offered is agreed or declined");
        Require(!next.ReferralAgreed || next.Person is not null, "nobody in particular agrees to no referral");
        Require(next.Recorded!.Note is null || next.Person is not null, "a note is of somebody, whose key seals it");
        Require(!before.IsInError, "nothing follows an entry in error");
        Require(next.Recorded.Topics.Length > 0 && next.Recorded.Topics.Distinct().Count() == next.Recorded.Topics.Length, "each topic is named once");
        Require(decision.Streams.IsEmpty || move.Verb == "enter-in-error" || decision.OccurredOn == next.HeldOn, "what was said belongs to the day of the conversation");
    }
}
