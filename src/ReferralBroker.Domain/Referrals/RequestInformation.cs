namespace ReferralBroker.Domain.Referrals;

/// <summary>The service asks the referrer something before it decides.</summary>
public sealed record RequestInformation(Personal Question) : ReferralCommand, IReferralVerb<RequestInformation>
{
    public static string Verb => "request-information";

    public static RequestInformation Plainest(Referral referral, Occasion on) => new(Personal.Of("?"));

    public static Decision Decide(Referral r, RequestInformation command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.Status is not (ReferralStatus.Sent or ReferralStatus.Received)) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesNeededText("question", command.Question) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, [.. r.ImpliedReceipt(), new InformationRequested(command.Question)]);
    }
}
