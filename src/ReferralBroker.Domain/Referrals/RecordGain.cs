using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The person is better off by so many pounds, every year or once, through what the service did.</summary>
public sealed record RecordGain(decimal Pounds, GainBasis Basis, GainKind Kind) : EntryCommand, IReferralVerb<RecordGain>
{
    /// <summary>More than this is a slip of the keyboard.</summary>
    private const decimal MostPounds = 1_000_000;

    public static string Verb => "record-gain";

    public static RecordGain Plainest(Referral referral, Occasion on) => new(1, GainBasis.Yearly, GainKind.Other);

    public static Decision Decide(Referral r, RecordGain command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.FinancialGain, Verb) is { } foreign) return foreign;
        // An award often comes when the case is closed already; it is still the case's.
        if (r.AdviceCaseOn is null || r.Status is not (ReferralStatus.Engaged or ReferralStatus.Paused or ReferralStatus.Closed)) return Refusals.NotNow(r.Status);
        if (RefusesPounds(command.Pounds) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new FinancialGainRecorded(command.Id, command.Pounds, command.Basis, command.Kind));
    }

    internal static Refusal? RefusesPounds(decimal pounds) => pounds is <= 0 or > MostPounds || decimal.Round(pounds, 2) != pounds
        ? Refusals.OutOfRange("pounds", "pounds and whole pence, above 0 and up to 1,000,000")
        : null;
}
