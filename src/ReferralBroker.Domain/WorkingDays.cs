namespace ReferralBroker.Domain;

/// <summary>
/// Working days in England: Monday to Friday without bank holidays (Banking and Financial Dealings Act 1971 and yearly proclamations; dates as
/// gov.uk/bank-holidays lists them). Holidays are computed by rule, with the days that were moved or added for one year listed.
/// </summary>
public static class WorkingDays
{
    private static readonly DateOnly[] Added =
        [new(2020, 5, 8), new(2022, 6, 2), new(2022, 6, 3), new(2022, 9, 19), new(2023, 5, 8)];

    private static readonly DateOnly[] Moved = [new(2020, 5, 4), new(2022, 5, 30)];

    /// <summary>The day that is so many working days after another; the first day does not count.</summary>
    public static DateOnly After(DateOnly day, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        for (var left = workingDays; left > 0;)
            if (IsWorkingDay(day = day.AddDays(1))) left--;
        return day;
    }

    /// <summary>Whether people are at work on a day.</summary>
    public static bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsBankHoliday(day);

    /// <summary>Whether a day is a bank holiday in England.</summary>
    public static bool IsBankHoliday(DateOnly day) =>
        Added.Contains(day) || (!Moved.Contains(day) && YearlyHolidays(day.Year).Contains(day));

    private static IEnumerable<DateOnly> YearlyHolidays(int year)
    {
        var easter = EasterSunday(year);
        yield return NextWeekday(new(year, 1, 1));
        yield return easter.AddDays(-2);
        yield return easter.AddDays(1);
        yield return FirstMonday(year, 5);
        yield return FirstMonday(year, 6).AddDays(-7);
        yield return FirstMonday(year, 9).AddDays(-7);
        var christmas = new DateOnly(year, 12, 25);
        yield return NextWeekday(christmas);
        yield return christmas.DayOfWeek switch
        {
            // Christmas Day's own substitute takes the Monday or, where that is Boxing Day, the Tuesday.
            DayOfWeek.Friday => new(year, 12, 28),
            DayOfWeek.Saturday => new(year, 12, 28),
            DayOfWeek.Sunday => new(year, 12, 26),
            _ => new(year, 12, 26),
        };
        if (christmas.DayOfWeek == DayOfWeek.Sunday) yield return new(year, 12, 27);
    }

    private static DateOnly NextWeekday(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(2),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };

    private static DateOnly FirstMonday(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays(((int)DayOfWeek.Monday - (int)first.DayOfWeek + 7) % 7);
    }

    /// <summary>Easter in the Gregorian calendar, by the anonymous algorithm published in Nature in 1876.</summary>
    private static DateOnly EasterSunday(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        int h = ((19 * a) + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        int m = (a + (11 * h) + (22 * l)) / 451, n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }
}
