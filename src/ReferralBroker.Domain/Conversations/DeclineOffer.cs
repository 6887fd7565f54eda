namespace ReferralBroker.Domain.Conversations;

/// <summary>The person declines what was offered, and why.</summary>
public sealed record DeclineOffer(OfferDeclineReason Reason) : ConversationCommand, IConversationVerb<DeclineOffer>
{
    public static string Verb => "decline-offer";

    public static Decision Decide(Conversation c, DeclineOffer command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (c.ReferralAgreed) return Refusals.OfferAgreed;
        if (c.Declined is not null) return c.Declined == command.Reason ? Decision.Nothing : Refusals.OfferDeclined;
        if (!c.WasOffered) return Refusals.NothingOffered;
        return c.Record(on, c.HeldOn, new OfferDeclined(command.Reason));
    }
}
