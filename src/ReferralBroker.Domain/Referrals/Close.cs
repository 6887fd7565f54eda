namespace ReferralBroker.Domain.Referrals;

/// <summary>Support ends, with a reason and where the person stands. The referrer closes a declined referral that goes no further.</summary>
public sealed record Close(CloseReason Reason, CloseOutcome Outcome, Personal? Note = null) : ReferralCommand, IReferralVerb<Close>
{
    public static string Verb => "close";

    public static Close Plainest(Referral referral, Occasion on) => new(CloseReason.Other, CloseOutcome.Unknown);

    public static Decision Decide(Referral r, Close command, Occasion on)
    {
        var byReferrer = r.Status == ReferralStatus.Declined;
        if ((byReferrer ? r.RefusesReferrer(on, command.OccurredOn) : r.RefusesService(on, command.OccurredOn)) is { } no) return no;
        if (byReferrer ? r.RematchedTo is not null : !r.IsSupported && r.Status != ReferralStatus.Paused) return Refusals.NotNow(r.Status);
        if (command.Reason == CloseReason.PersonDied) return Refusals.DeathOfPerson;
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, new Closed(command.Reason, command.Outcome, command.Note)).ReleasingOpen(r);
    }
}
