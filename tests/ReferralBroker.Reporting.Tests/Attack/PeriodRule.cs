namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Which periods may be asked for. The ends of a log count as ends of a quarter and a year: beyond them there is nothing.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="MayAsk">Whether one may.</param>
internal sealed record PeriodRule(string Name, Func<Months, Period, bool> MayAsk)
{
    public static readonly PeriodRule AnyMonths = new("any whole months", (_, _) => true);

    public static readonly PeriodRule Tree = new("months, quarters, years", (months, p) => p.Months == 1 || IsOne(months, p, 3, 1) || IsOne(months, p, 12, 4));

    /// <summary>Whether it is one stretch of so many months, counted from such a month of the year.</summary>
    private static bool IsOne(Months months, Period p, int every, int first) =>
        IsEnd(months, p.From, every, first) && IsEnd(months, p.To, every, first) && !Enumerable.Range(p.From + 1, p.Months - 1).Any(m => IsEnd(months, m, every, first));

    private static bool IsEnd(Months months, int month, int every, int first) => month == 0 || month == months.Count || (months.DayOf(month).Month - first + 12) % every == 0;
}
