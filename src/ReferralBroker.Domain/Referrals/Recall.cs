namespace ReferralBroker.Domain.Referrals;

/// <summary>The referrer takes the referral back from a service that has been silent for twice its time to answer, to send it elsewhere.</summary>
public sealed record Recall(Personal? Note = null) : ReferralCommand, IReferralVerb<Recall>
{
    public static string Verb => "recall";

    public static Recall Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, Recall command, Occasion on)
    {
        if (r.RefusesReferrer(on, command.OccurredOn) is { } no) return no;
        if (r.Status is not (ReferralStatus.Sent or ReferralStatus.Received)) return Refusals.NotNow(r.Status);
        if (on.Today <= SilentUntil(r)) return Refusals.NotSilent;
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, new Recalled(command.Note)).ReleasingOpen(r);
    }

    /// <summary>The end of the second interval: the time to answer, once more from the day it was due.</summary>
    private static DateOnly SilentUntil(Referral r)
    {
        var interval = r.Status == ReferralStatus.Sent ? r.Terms!.Clocks.AcknowledgeIn : r.Terms!.Clocks.DecideIn;
        return WorkingDays.After(r.Due.On!.Value, interval);
    }
}
