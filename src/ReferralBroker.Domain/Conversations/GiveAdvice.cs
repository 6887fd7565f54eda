namespace ReferralBroker.Domain.Conversations;

/// <summary>Advice is given in the conversation itself.</summary>
public sealed record GiveAdvice : ConversationCommand, IConversationVerb<GiveAdvice>
{
    public static string Verb => "give-advice";

    public static Decision Decide(Conversation c, GiveAdvice command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (c.AdviceGiven) return Decision.Nothing;
        return c.Record(on, c.HeldOn, new AdviceGivenInConversation(c.Recorded!.Topics));
    }
}
