namespace ReferralBroker.Reporting.DisclosureControl;

/// <summary>
/// The periods that reports for commissioners are made for: single months, quarters, years from April, five of these, fifty of these. Of any two one
/// holds the other, or they have nothing in common: whoever may choose any months takes overlapping periods from each other until a hidden count is left over.
/// </summary>
public static class ReportPeriods
{
    /// <summary>In a sentence, for whoever asked for another.</summary>
    public const string Words = "Reports are made for single months, quarters, years from April, five such years (such as those from April 2024), and fifty: any other period could be taken from these to find somebody.";

    private const int Year = 12;

    /// <summary>How long they are, in months. Each holds a whole number of the one before, counted from <see cref="First"/>.</summary>
    private static readonly int[] Lengths = [1, 3, Year, 5 * Year, 50 * Year];

    private static readonly DateOnly First = new(1999, 4, 1);

    /// <summary>The smallest of them that holds the months asked for, as far as they are over; null where none does.</summary>
    /// <param name="from">The first day of a month.</param>
    /// <param name="to">The day after the last of a month.</param>
    /// <param name="asAt">The month end that a report stands at.</param>
    public static (DateOnly From, DateOnly To)? Holding(DateOnly from, DateOnly to, DateOnly asAt)
    {
        var (first, end, known) = (NumberOf(from), NumberOf(to), NumberOf(asAt.AddDays(1)));
        (int From, int To)[] holding = [.. Lengths.Select(length => ((int)Math.Floor((double)first / length) * length, length)).Select(p => (p.Item1, p.Item1 + p.length))];
        // What is asked for may end later than the day it stands at: there is nothing in the months between.
        var over = known > first && known < end ? known : end;
        (int From, int To)[] found = holding.Contains((first, end)) ? [(first, end)] : [.. holding.Where(p => p.To >= over)];
        return found.Length == 0 ? null : (First.AddMonths(found[0].From), First.AddMonths(found[0].To));
    }

    /// <summary>The year from April that a day is in.</summary>
    public static (DateOnly From, DateOnly To) YearOf(DateOnly day)
    {
        var from = new DateOnly(day.Year, day.Month, 1).AddMonths(-((day.Month - First.Month + Year) % Year));
        return (from, from.AddYears(1));
    }

    /// <summary>The five such years that a day is in.</summary>
    public static (DateOnly From, DateOnly To) FiveYearsOf(DateOnly day)
    {
        var from = First.AddMonths(NumberOf(day) / (5 * Year) * (5 * Year));
        return (from, from.AddYears(5));
    }

    /// <summary>How many months after the first a month is.</summary>
    private static int NumberOf(DateOnly day) => ((day.Year - First.Year) * Year) + day.Month - First.Month;
}
