using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Which periods may be asked for. What lies beyond the ends of a log is of nothing: a period counts what it counts within them.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="MayAsk">Whether one may.</param>
internal sealed record PeriodRule(string Name, Func<Months, Period, bool> MayAsk)
{
    public static readonly PeriodRule AnyMonths = new("any whole months", (_, _) => true);

    /// <summary>Those that reports are made for.</summary>
    /// <param name="asAt">The month end that is asked.</param>
    public static PeriodRule Reported(DateOnly asAt) => new("the periods reports are made for",
        (months, p) => Within(months, ReportPeriods.Holding(months.DayOf(p.From), months.DayOf(p.To), asAt)!.Value) == p);

    private static Period Within(Months months, (DateOnly From, DateOnly To) period) =>
        new(Math.Clamp(months.MonthOf(period.From), 0, months.Count), Math.Clamp(months.MonthOf(period.To), 0, months.Count));
}
