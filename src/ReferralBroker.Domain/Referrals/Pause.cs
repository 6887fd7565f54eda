namespace ReferralBroker.Domain.Referrals;

/// <summary>Support stops for a while; the referral comes back on the day of its review.</summary>
public sealed record Pause(PauseReason Reason, DateOnly ReviewOn, Personal? Note = null) : ReferralCommand, IReferralVerb<Pause>
{
    public static string Verb => "pause";

    public static Pause Plainest(Referral referral, Occasion on) => new(PauseReason.Other, on.Today.AddDays(1));

    public static Decision Decide(Referral r, Pause command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (!r.IsSupported) return Refusals.NotNow(r.Status);
        if (command.ReviewOn <= on.Today) return Refusals.NotInFuture("reviewOn");
        if (command.ReviewOn > on.Today.AddDays(365)) return Refusals.OutOfRange("reviewOn", "a day within a year");
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        var review = new Due(NextActor.Service, Awaited.Resumption, command.ReviewOn);
        return r.Record(on, command.OccurredOn, new Paused(command.Reason, command.ReviewOn, command.Note) { Due = review });
    }
}
