using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Conversations;

/// <summary>The conversation should not have been recorded. It counts nowhere.</summary>
public sealed record EnterConversationInError(Personal? Why = null) : ConversationCommand, IConversationVerb<EnterConversationInError>
{
    public static string Verb => "enter-in-error";

    public static Decision Decide(Conversation c, EnterConversationInError command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (ReferralRules.RefusesText("why", command.Why) is { } bad) return bad;
        if (c.Person is null && command.Why is not null) return Refusals.ConversationOfNobody;
        return c.Record(on, null, new ConversationEnteredInError(command.Why));
    }
}
