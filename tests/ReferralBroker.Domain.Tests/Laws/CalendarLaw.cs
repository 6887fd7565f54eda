using ReferralBroker.Domain.Calendars;

namespace ReferralBroker.Domain.Tests.Laws;

public class CalendarLaw : Law<Calendar>
{
    [Fact]
    public void Days_are_closed_one_after_the_other_and_none_before_it_is_over() => HoldsForAnySequence();

    protected override Given<Calendar> Start(Dice dice) => new(Calendar.Stream, Calendar.None, Calendar.Evolve);

    protected override Calendar Empty(Given<Calendar> given) => Calendar.None;

    protected override Move<Calendar> Next(Dice dice, Calendar state, DateOnly today)
    {
        var day = dice.Chance(60) && state.LastClosed is { } last ? last.AddDays(1) : today.AddDays(dice.Below(5) - 3);
        return Moves.Of<Calendar, CloseDay>(new(day), dice.Chance(90) ? Actor.Broker : Who.Administrator);
    }

    protected override void Check(Calendar before, Move<Calendar> move, Occasion on, Decision decision, Calendar? next)
    {
        if (next is null || decision.Streams.IsEmpty) return;
        Require(on.By.Role == Role.System, "only the clock closes days");
        Require(next.LastClosed < on.Today, "a day is closed when it is over");
        Require(before.LastClosed is null || next.LastClosed == before.LastClosed.Value.AddDays(1), "no day is left out");
        Require(decision.OccurredOn == next.LastClosed, "the mark lies in the day it closes");
    }
}
