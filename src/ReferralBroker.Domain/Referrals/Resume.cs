namespace ReferralBroker.Domain.Referrals;

/// <summary>Support goes on in the state it was paused in; clocks start whole again, but the checks of a job stay where they were.</summary>
public sealed record Resume() : ReferralCommand, IReferralVerb<Resume>
{
    public static string Verb => "resume";

    public static Resume Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, Resume command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.Status != ReferralStatus.Paused) return Refusals.NotNow(r.Status);
        return r.Record(on, command.OccurredOn, new Resumed());
    }
}
