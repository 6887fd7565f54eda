using System.Globalization;

namespace ReferralBroker.Domain.Tests;

public class WorkingDaysTests
{
    /// <summary>The bank holidays of England and Wales as gov.uk publishes them, with the moved and the extra ones.</summary>
    public static TheoryData<int, string> Published() => new()
    {
        { 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27" },
        { 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26" },
        { 2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26" },
        { 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26" },
        { 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28" },
        { 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Nobody_works_on_the_published_bank_holidays_and_at_weekends_and_on_no_other_day(int year, string published)
    {
        var holidays = published.Split(' ').Select(day => DateOnly.ParseExact($"{year}-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToHashSet();
        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
        {
            var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            WorkingDays.IsWorkingDay(day).Should().Be(!weekend && !holidays.Contains(day), "of {0:yyyy-MM-dd}", day);
            if (!weekend) WorkingDays.IsBankHoliday(day).Should().Be(holidays.Contains(day), "of {0:yyyy-MM-dd}", day);
        }
    }

    [Theory]
    [InlineData("2026-04-01", 2, "2026-04-07")]
    [InlineData("2026-12-24", 1, "2026-12-29")]
    [InlineData("2027-12-24", 1, "2027-12-29")]
    [InlineData("2026-06-05", 1, "2026-06-08")]
    [InlineData("2026-06-06", 1, "2026-06-08")]
    [InlineData("2026-06-06", 0, "2026-06-06")]
    public void So_many_working_days_after_a_day(string from, int days, string to) =>
        WorkingDays.After(DateOnly.Parse(from, CultureInfo.InvariantCulture), days).Should().Be(DateOnly.Parse(to, CultureInfo.InvariantCulture));
}
