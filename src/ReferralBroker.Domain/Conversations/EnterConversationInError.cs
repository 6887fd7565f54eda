using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Conversations;

/// <summary>The conversation should not have been recorded. It counts nowhere; where it was with somebody else, the person's own record says so too.</summary>
public sealed record EnterConversationInError(Personal? Why = null, bool WrongPerson = false) : ConversationCommand, IConversationVerb<EnterConversationInError>
{
    public static string Verb => "enter-in-error";

    public static Decision Decide(Conversation c, EnterConversationInError command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (ReferralRules.RefusesText("why", command.Why) is { } bad) return bad;
        if (c.Person is null && command.Why is not null) return Refusals.ConversationOfNobody;
        if (c.Person is null && command.WrongPerson) return Refusals.ConversationOfNobody;
        return c.Record(on, null, new ConversationEnteredInError(command.Why))
            .And(c.Person?.Value ?? default, command.WrongPerson ? [new WrongPersonCorrected(null, c.Id)] : []);
    }
}
