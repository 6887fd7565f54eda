namespace ReferralBroker.Domain.Referrals;

/// <summary>The broker's clock: the promise was not kept in time. Once for each state entry and due date.</summary>
public sealed record MarkOverdue() : ReferralCommand, IReferralVerb<MarkOverdue>
{
    public static string Verb => "mark-overdue";

    public static MarkOverdue Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, MarkOverdue command, Occasion on)
    {
        if (on.By.Role != Role.System) return Refusals.RoleNotAllowed;
        if (!r.Exists) return Refusals.ReferralUnknown;
        if (r.Due.On is not { } dueOn || dueOn >= on.Today || r.MarkedOverdue == r.Due) return Decision.Nothing;
        return r.Record(on, on.Today, new Overdue(r.Due.NextActor, r.Due.Awaited, dueOn));
    }
}
