using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The service gave advice, such as on benefits and work.</summary>
public sealed record RecordAdvice(Need About, Personal? Note = null) : EntryCommand, IReferralVerb<RecordAdvice>
{
    public static string Verb => "record-advice";

    public static RecordAdvice Plainest(Referral referral, Occasion on) => new(Need.MoneyWorries);

    public static Decision Decide(Referral r, RecordAdvice command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.Advice, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.InContact or ReferralStatus.Engaged or ReferralStatus.InWork)) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new AdviceGiven(command.Id, command.About, command.Note));
    }
}
