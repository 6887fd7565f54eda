using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The service spoke to an employer for this person.</summary>
public sealed record RecordEmployerContact(bool FaceToFace) : EntryCommand, IReferralVerb<RecordEmployerContact>
{
    public static string Verb => "record-employer-contact";

    public static RecordEmployerContact Plainest(Referral referral, Occasion on) => new(true);

    public static Decision Decide(Referral r, RecordEmployerContact command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.EmployerContact, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.Engaged or ReferralStatus.InWork)) return Refusals.NotNow(r.Status);
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new EmployerContacted(command.Id, command.FaceToFace));
    }
}
