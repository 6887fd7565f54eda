using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Conversations;

/// <summary>The conversation should not have been recorded. It counts nowhere.</summary>
public sealed record EnterConversationInError(Personal Why) : ConversationCommand, IConversationVerb<EnterConversationInError>
{
    public static string Verb => "enter-in-error";

    public static Decision Decide(Conversation c, EnterConversationInError command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (ReferralRules.RefusesNeededText("why", command.Why) is { } bad) return bad;
        return c.Record(on, null, new ConversationEnteredInError(command.Why));
    }
}
