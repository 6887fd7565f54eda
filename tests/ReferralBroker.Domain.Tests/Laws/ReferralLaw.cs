using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Laws;

public class ReferralLaw : Law<Referral>
{
    private string _journey = "";

    /// <summary>Of each journey.</summary>
    protected override int Sequences => 600;

    public static TheoryData<string> Journeys() => [.. Table.Journeys];

    [Theory]
    [MemberData(nameof(Journeys))]
    public void A_referral_is_what_its_events_say_and_always_says_who_acts_next(string journey)
    {
        _journey = journey;
        HoldsForAnySequence();
    }

    protected override Given<Referral> Start(Dice dice) => ReferralMoves.Start(dice, _journey);

    /// <summary>A step of another journey is tried and never taken.</summary>
    protected override bool IsNeverAccepted(string verb) => Table.Of(_journey, verb).IsForeign;

    protected override Referral Empty(Given<Referral> given) => Referral.None(given.State.Id);

    protected override Move<Referral> Next(Dice dice, Referral state, DateOnly today) => ReferralMoves.Next(dice, state, today);

    protected override void Check(Referral before, Move<Referral> move, Occasion on, Decision decision, Referral? next)
    {
        var verb = ReferralVerbs.All.SingleOrDefault(v => v.Name == move.Verb);
        if (next is null || decision.For(before.Id.Value).IsEmpty)
        {
            Require(next is null || Picture.Of(next) == Picture.Of(before), "what records nothing changes nothing");
            return;
        }
        Require(verb?.IsPossible(before, on) != false, "what is accepted was shown as possible");
        Require(move.Verb != "re-match" || Send.CanRematch(before, ReferralMoves.Person, on), "what is accepted was shown as possible");
        Require(Transitions.Allow(_journey, move.Verb, before.Status, next.Status), $"{move.Verb} does not lead from {before.Status} to {next.Status}");
        Require(before.PlanToKeepJobOn is null || next.PlanToKeepJobOn == before.PlanToKeepJobOn, "the weeks of keeping a job are counted from its first plan");
        Require(next.PlanToKeepJobOn is null || _journey == "retention", "only retention keeps a job by a plan");
        Require(next.RetainedWeeks.All(w => next.PlanToKeepJobOn!.Value.AddDays(7 * w) <= on.Today), "a job is confirmed as kept when its weeks are over");
        Require(!next.IsSupported || next.Due.Awaited != Awaited.EmployerContact || _journey is "ips" or "supported-employment", "only these owe contact with an employer");
        Promises(before, move, next);
        Claims(decision, before, next);
    }

    private static void Promises(Referral before, Move<Referral> move, Referral next)
    {
        if (next.IsTerminal || next.RematchedTo is not null) Require(next.Due == Due.Nothing, "nobody need do anything at the end");
        else Require(next.Due.NextActor != NextActor.Nobody && (next.Due.On is not null || next.Due.Awaited == Awaited.NextStep), "somebody must act, by a day");

        var isNote = move.Verb is "add-note" or "send-message" or "mark-overdue" || (move.Verb == "assign" && before.Status == next.Status);
        if (isNote) Require(next.Due == before.Due, "a note moves no clock");
        else if (next.Status != ReferralStatus.Paused) Require(next.Due == ReferralClock.Of(next), $"the promise stored is the one the clock makes: {next.Due}, {ReferralClock.Of(next)}");
        else if (move.Command is Pause pause) Require(next.Due == new Due(NextActor.Service, Awaited.Resumption, pause.ReviewOn), "a pause lasts until its review");
        else Require(next.Due == before.Due, "nothing moves the review of a pause");
    }

    /// <summary>The claim to be the one open referral is taken and given up as it opens and ends.</summary>
    private static void Claims(Decision decision, Referral before, Referral next)
    {
        var key = ReferralRules.OpenKey(next.Terms!.Person, next.Terms.Service);
        Require(decision.Claims.Contains((key, next.Id.Value)) == (next.IsOpen && !before.IsOpen), "what opens again claims its place");
        Require(!before.IsOpen || next.IsOpen || decision.Releases.Contains((key, next.Id.Value)), "what ends gives up its place");
        Require(!next.IsOpen || !decision.Releases.Contains((key, next.Id.Value)), "what is open keeps its place");
    }
}
