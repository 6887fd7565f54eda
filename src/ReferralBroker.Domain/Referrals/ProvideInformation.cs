namespace ReferralBroker.Domain.Referrals;

/// <summary>The referrer answers; the service's time to decide starts whole again.</summary>
public sealed record ProvideInformation(Personal Answer) : ReferralCommand, IReferralVerb<ProvideInformation>
{
    public static string Verb => "provide-information";

    public static ProvideInformation Plainest(Referral referral, Occasion on) => new(Personal.Of("."));

    public static Decision Decide(Referral r, ProvideInformation command, Occasion on)
    {
        if (r.RefusesReferrer(on, command.OccurredOn) is { } no) return no;
        if (r.Status != ReferralStatus.AwaitingInformation) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesNeededText("answer", command.Answer) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, new InformationProvided(command.Answer));
    }
}
