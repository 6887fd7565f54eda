namespace ReferralBroker.Domain.Referrals;

/// <summary>A note: for the own organisation alone, which never leaves it, or for both sides.</summary>
public sealed record AddNote(NoteVisibility Visibility, Personal Text) : EntryCommand, IReferralVerb<AddNote>
{
    public static string Verb => "add-note";

    public static AddNote Plainest(Referral referral, Occasion on) => new(NoteVisibility.Own, Personal.Of("."));

    public static Decision Decide(Referral r, AddNote command, Occasion on)
    {
        if (r.RefusesEither(on, command.OccurredOn) is { } no) return no;
        if (r.Status == ReferralStatus.EnteredInError) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesNeededText("text", command.Text) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new NoteAdded(command.Id, command.Visibility, command.Text));
    }
}
