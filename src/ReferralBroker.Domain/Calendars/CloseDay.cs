namespace ReferralBroker.Domain.Calendars;

/// <summary>The broker marks that a day is over.</summary>
public sealed record CloseDay(DateOnly Day) : ICommand<Calendar, CloseDay>
{
    public static string Verb => "close-day";

    public static Decision Decide(Calendar calendar, CloseDay command, Occasion on)
    {
        if (on.By.Role != Role.System) return Refusals.RoleNotAllowed;
        if (command.Day <= calendar.LastClosed) return Decision.Nothing;
        if (command.Day >= on.Today) return Refusals.DayNotOver(command.Day);
        if (calendar.LastClosed is { } last && command.Day != last.AddDays(1)) return Refusals.DayOutOfTurn;
        return Decision.Of(Calendar.Stream, command.Day, new DayClosed(command.Day));
    }
}
