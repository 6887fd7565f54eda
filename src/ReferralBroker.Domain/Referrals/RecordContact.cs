namespace ReferralBroker.Domain.Referrals;

/// <summary>The service was in contact with the person, or tried to be.</summary>
public sealed record RecordContact(ContactMedium Medium, bool Reached, Personal? Outcome = null) : EntryCommand, IReferralVerb<RecordContact>
{
    public static string Verb => "record-contact";

    public static RecordContact Plainest(Referral referral, Occasion on) => new(ContactMedium.Telephone, true);

    public static Decision Decide(Referral r, RecordContact command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (!r.IsSupported && r.Status != ReferralStatus.Paused) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesText("outcome", command.Outcome) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new ContactRecorded(command.Id, command.Medium, command.Reached, command.Outcome));
    }
}
