namespace ReferralBroker.Domain.Referrals;

/// <summary>The referrer takes the referral back, for the person or for a reason of their own.</summary>
public sealed record Withdraw(WithdrawReason Reason, Personal? Note = null) : ReferralCommand, IReferralVerb<Withdraw>
{
    public static string Verb => "withdraw";

    public static Withdraw Plainest(Referral referral, Occasion on) => new(WithdrawReason.Other);

    public static Decision Decide(Referral r, Withdraw command, Occasion on)
    {
        if (r.RefusesReferrer(on, command.OccurredOn) is { } no) return no;
        if (!r.IsOpen) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, new Withdrawn(command.Reason, command.Note)).ReleasingOpen(r);
    }
}
