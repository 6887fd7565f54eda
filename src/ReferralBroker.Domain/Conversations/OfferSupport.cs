namespace ReferralBroker.Domain.Conversations;

/// <summary>Support is offered.</summary>
public sealed record OfferSupport : ConversationCommand, IConversationVerb<OfferSupport>
{
    public static string Verb => "offer-support";

    public static Decision Decide(Conversation c, OfferSupport command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (c.WasOffered) return Decision.Nothing;
        return c.Record(on, c.HeldOn, new SupportOffered());
    }
}
