namespace ReferralBroker.Domain.Referrals;

/// <summary>A mistaken acceptance is taken back. Possible only before the person was reached.</summary>
public sealed record UndoAcceptance(Personal? Note = null) : ReferralCommand, IReferralVerb<UndoAcceptance>
{
    public static string Verb => "undo-acceptance";

    public static UndoAcceptance Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, UndoAcceptance command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.ReachedOn is not null) return Refusals.ContactMade;
        if (r.Status != ReferralStatus.Accepted) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, new AcceptanceUndone(command.Note));
    }
}
