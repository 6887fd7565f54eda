namespace ReferralBroker.Domain.Referrals;

/// <summary>The service takes the referral on. A question still open need not be answered first.</summary>
public sealed record Accept(string? Worker = null) : ReferralCommand, IReferralVerb<Accept>
{
    public static string Verb => "accept";

    public static Accept Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, Accept command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.IsSupported) return Refusals.AlreadyAccepted;
        if (!r.IsUndecided) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesWorker(command.Worker) is { } bad) return bad;
        if (r.IsAgreementWithdrawn) return Refusals.AgreementWithdrawn;
        return r.Record(on, command.OccurredOn, [.. r.ImpliedReceipt(), new Accepted(command.Worker)]);
    }
}
