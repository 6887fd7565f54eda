namespace ReferralBroker.Domain.Conversations;

/// <summary>The person agrees to be referred.</summary>
public sealed record AgreeReferral : ConversationCommand, IConversationVerb<AgreeReferral>
{
    public static string Verb => "agree-referral";

    public static Decision Decide(Conversation c, AgreeReferral command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (c.RefusesAgreeing() is { } not) return not;
        return c.ReferralAgreed ? Decision.Nothing : c.Record(on, c.HeldOn, c.Agreed());
    }
}
