namespace ReferralBroker.Domain.Referrals;

/// <summary>The service says that it has the referral.</summary>
public sealed record Acknowledge() : ReferralCommand, IReferralVerb<Acknowledge>
{
    public static string Verb => "acknowledge";

    public static Acknowledge Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, Acknowledge command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.Status == ReferralStatus.Received) return Refusals.AlreadyReceived;
        if (r.Status != ReferralStatus.Sent) return Refusals.NotNow(r.Status);
        return r.Record(on, command.OccurredOn, new Received());
    }
}
