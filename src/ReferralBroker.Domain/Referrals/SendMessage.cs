namespace ReferralBroker.Domain.Referrals;

/// <summary>A message to the other side.</summary>
public sealed record SendMessage(Personal Text) : EntryCommand, IReferralVerb<SendMessage>
{
    public static string Verb => "send-message";

    public static SendMessage Plainest(Referral referral, Occasion on) => new(Personal.Of("."));

    public static Decision Decide(Referral r, SendMessage command, Occasion on)
    {
        if (r.RefusesEither(on, command.OccurredOn) is { } no) return no;
        if (r.Status == ReferralStatus.EnteredInError) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesNeededText("text", command.Text) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new MessageSent(command.Id, command.Text));
    }
}
