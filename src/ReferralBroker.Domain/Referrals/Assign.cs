namespace ReferralBroker.Domain.Referrals;

/// <summary>The service gives the referral to one of its workers.</summary>
public sealed record Assign(string Worker) : ReferralCommand, IReferralVerb<Assign>
{
    public static string Verb => "assign";

    public static Assign Plainest(Referral referral, Occasion on) => new("worker");

    public static Decision Decide(Referral r, Assign command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (!r.IsOpen) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesWorker(command.Worker) is { } bad) return bad;
        if (r.Worker == command.Worker) return Decision.Nothing;
        return r.Record(on, command.OccurredOn, [.. r.ImpliedReceipt(), new Assigned(command.Worker)]);
    }
}
