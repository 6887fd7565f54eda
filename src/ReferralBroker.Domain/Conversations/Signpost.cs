namespace ReferralBroker.Domain.Conversations;

/// <summary>The person is told of a service; nothing is sent. Counted, so that it is not lost.</summary>
public sealed record Signpost(ServiceId? Service = null) : ConversationCommand, IConversationVerb<Signpost>
{
    public static string Verb => "signpost";

    public static Decision Decide(Conversation c, Signpost command, Occasion on)
    {
        if (c.RefusesHolder(on) is { } no) return no;
        if (c.WasSignposted) return Decision.Nothing;
        return c.Record(on, c.HeldOn, new Signposted(command.Service));
    }
}
