namespace ReferralBroker.Domain.Referrals;

/// <summary>The referrer has told the person what became of the referral.</summary>
public sealed record RecordTold(ContactMedium Medium) : ReferralCommand, IReferralVerb<RecordTold>
{
    public static string Verb => "record-told";

    public static RecordTold Plainest(Referral referral, Occasion on) => new(ContactMedium.Telephone);

    public static Decision Decide(Referral r, RecordTold command, Occasion on)
    {
        if (r.RefusesReferrer(on, command.OccurredOn) is { } no) return no;
        if (r.Status != ReferralStatus.Declined) return Refusals.NotNow(r.Status);
        if (r.ToldOn is not null) return Refusals.AlreadyTold;
        return r.Record(on, command.OccurredOn, new PersonTold(command.Medium));
    }
}
