namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Which periods may be asked for. The ends of a log count as ends of a quarter: beyond them there is nothing.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="MayAsk">Whether one may.</param>
internal sealed record PeriodRule(string Name, Func<Months, Period, bool> MayAsk)
{
    public static readonly PeriodRule AnyMonths = new("(a) any whole months", (_, _) => true);

    public static readonly PeriodRule Tree = new("(b) months, quarters, years", (months, p) => p.Months == 1 || IsQuarter(months, p) || IsYear(months, p));

    public static readonly PeriodRule QuartersAndMonths = new("(c) unions of quarters, single months", (months, p) => p.Months == 1 || IsOfQuarters(months, p));

    public static readonly PeriodRule QuartersAndYears = new("(d) quarters, years", (months, p) => IsQuarter(months, p) || IsYear(months, p));

    /// <summary>No two of them overlap: whatever is asked, no period can be taken from another.</summary>
    public static readonly PeriodRule QuartersOnly = new("(e) quarters only", IsQuarter);

    public static readonly IReadOnlyList<PeriodRule> All = [AnyMonths, Tree, QuartersAndMonths, QuartersAndYears, QuartersOnly];

    private static bool IsOfQuarters(Months months, Period p) => IsEnd(months, p.From, 3, 1) && IsEnd(months, p.To, 3, 1);

    private static bool IsQuarter(Months months, Period p) => IsOfQuarters(months, p) && !Enumerable.Range(p.From + 1, p.Months - 1).Any(m => IsEnd(months, m, 3, 1));

    private static bool IsYear(Months months, Period p) =>
        IsEnd(months, p.From, 12, 4) && IsEnd(months, p.To, 12, 4) && !Enumerable.Range(p.From + 1, p.Months - 1).Any(m => IsEnd(months, m, 12, 4));

    private static bool IsEnd(Months months, int month, int every, int first) => month == 0 || month == months.Count || (months.DayOf(month).Month - first + 12) % every == 0;
}
