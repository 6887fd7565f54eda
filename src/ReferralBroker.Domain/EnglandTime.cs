namespace ReferralBroker.Domain;

/// <summary>
/// Time as clocks in England show it: an hour ahead of UTC from 1:00 UTC on the last Sunday in March to 1:00 UTC on the last Sunday in
/// October (Summer Time Act 1972 as amended by SI 2002/262). Computed, so that it does not hang on time-zone files being installed.
/// </summary>
public static class EnglandTime
{
    /// <summary>The date in England at a moment.</summary>
    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(At(at).DateTime);

    /// <summary>The same moment as England's clocks show it.</summary>
    public static DateTimeOffset At(DateTimeOffset at) => at.ToOffset(IsSummer(at.UtcDateTime) ? TimeSpan.FromHours(1) : TimeSpan.Zero);

    /// <summary>The moment at which a day begins in England.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // In summer, midnight on England's clocks is 23:00 UTC of the day before.
        return new DateTimeOffset(midnight, IsSummer(midnight.AddHours(-1)) ? TimeSpan.FromHours(1) : TimeSpan.Zero).ToUniversalTime();
    }

    private static bool IsSummer(DateTime utc) => utc >= LastSunday(utc.Year, 3).AddHours(1) && utc < LastSunday(utc.Year, 10).AddHours(1);

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
