using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;

namespace ReferralBroker.Reporting.Stages;

/// <summary>Which stages a conversation has reached. All of them lie on the day of the conversation.</summary>
public sealed record ConversationStages(Conversation Conversation)
{
    public static ConversationStages None(ConversationId id) => new(Conversation.None(id));

    public static ConversationStages Evolve(ConversationStages s, Fact fact) => new(Conversation.Evolve(s.Conversation, fact));

    /// <summary>Every stage that stands reached. A conversation entered in error has reached none.</summary>
    public IEnumerable<(Stage Stage, DateOnly On)> Reached()
    {
        if (Conversation.IsInError) yield break;
        yield return (StageNames.Conversation, Conversation.HeldOn);
        if (Conversation.WasOffered) yield return (StageNames.Offered, Conversation.HeldOn);
        if (Conversation.ReferralAgreed) yield return (StageNames.Agreed, Conversation.HeldOn);
        if (Conversation.AdviceGiven) yield return (StageNames.Advised, Conversation.HeldOn);
        if (Conversation.WasSignposted) yield return (StageNames.Signposted, Conversation.HeldOn);
        if (Conversation.Declined is not null) yield return (StageNames.OfferDeclined, Conversation.HeldOn);
    }
}
