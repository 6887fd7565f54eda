using System.Globalization;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>The months, month ends and periods that a report's form offers, the latest first.</summary>
/// <param name="thisMonth">The first day of the month it is.</param>
/// <param name="known">The day after the one that the report stands at: a period that ends later goes on.</param>
public sealed class PeriodChoices(DateOnly thisMonth, DateOnly known)
{
    private const int MonthsBack = 36;

    /// <summary>What stands between the two days of a period in an address.</summary>
    private const char Between = '_';

    /// <summary>First days of months, by the name of the month.</summary>
    public IReadOnlyList<Choice> FirstMonths => [.. Back(thisMonth, 1).Select(m => new Choice(ReportScope.Written(m), Named(m)))];

    /// <summary>The days after last days of months, by the name of the month that ends.</summary>
    public IReadOnlyList<Choice> LastMonths => [.. Back(thisMonth, 1).Select(m => new Choice(ReportScope.Written(m.AddMonths(1)), Named(m)))];

    /// <summary>Month ends that a report can stand at.</summary>
    public IReadOnlyList<Choice> MonthEnds => [.. Back(thisMonth, 1).Skip(1).Select(m => m.AddMonths(1).AddDays(-1)).Select(end => new Choice(ReportScope.Written(end), DateWords.Of(end)))];

    /// <summary>The periods that reports for commissioners are made for, by their kind.</summary>
    public IReadOnlyList<(string Kind, IReadOnlyList<Choice> Choices)> Periods =>
    [
        ("Five years from April", [Of(ReportPeriods.FiveYearsOf(thisMonth).From, 60, $"April {ReportPeriods.FiveYearsOf(thisMonth).From.Year} to March {ReportPeriods.FiveYearsOf(thisMonth).To.Year}")]),
        ("Years from April", [.. Back(ReportPeriods.YearOf(thisMonth).From, 12).Select(y => Of(y, 12, $"April {y.Year} to March {y.Year + 1}"))]),
        ("Quarters", [.. Back(thisMonth.AddMonths(-((thisMonth.Month - 1) % 3)), 3).Select(q => Of(q, 3, $"{q:MMMM} to {Named(q.AddMonths(2))}"))]),
        ("Months", [.. Back(thisMonth, 1).Select(m => Of(m, 1, Named(m)))]),
    ];

    /// <summary>A period as an address names it.</summary>
    public static string ValueOf(DateOnly from, DateOnly to) => ReportScope.Written(from) + Between + ReportScope.Written(to);

    /// <summary>The period that an address names; null where it names none.</summary>
    public static (DateOnly From, DateOnly To)? Read(string? value) =>
        value?.Split(Between) is [var first, var after] && ReportScope.Day(first) is { } from && ReportScope.Day(after) is { } to ? (from, to) : null;

    private Choice Of(DateOnly from, int months, string words) => new(ValueOf(from, from.AddMonths(months)), from.AddMonths(months) > known ? words + ", so far" : words);

    private static IEnumerable<DateOnly> Back(DateOnly from, int months) => Enumerable.Range(0, MonthsBack / months).Select(back => from.AddMonths(-months * back));

    private static string Named(DateOnly month) => month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
