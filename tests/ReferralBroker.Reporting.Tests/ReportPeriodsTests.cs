using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The periods that commissioners' reports are made for: none overlaps another.</summary>
public sealed class ReportPeriodsTests
{
    private static readonly DateOnly AsAt = new(2026, 10, 31);

    [Theory]
    [InlineData("2026-05-01", "2026-06-01", "2026-05-01", "2026-06-01")] // a month
    [InlineData("2026-01-01", "2026-04-01", "2026-01-01", "2026-04-01")] // a quarter
    [InlineData("2025-04-01", "2026-04-01", "2025-04-01", "2026-04-01")] // a year from April
    [InlineData("2026-04-01", "2027-04-01", "2026-04-01", "2027-04-01")] // one that goes on
    [InlineData("2025-11-01", "2026-11-01", "2024-04-01", "2029-04-01")] // across the end of March: five years
    [InlineData("2026-05-01", "2026-07-01", "2026-04-01", "2026-07-01")] // two months: their quarter
    [InlineData("2026-04-01", "2026-10-01", "2026-04-01", "2027-04-01")] // half a year: its year
    [InlineData("2026-05-01", "2027-08-01", "2026-04-01", "2027-04-01")] // as far as it is over
    [InlineData("2026-10-01", "2027-10-01", "2026-10-01", "2026-11-01")] // a month that is over, and what lies ahead
    [InlineData("2025-04-01", "2027-04-01", "2024-04-01", "2029-04-01")] // two years from April: their five
    [InlineData("2023-04-01", "2026-04-01", "1999-04-01", "2049-04-01")]
    [InlineData("2027-01-01", "2027-02-01", "2027-01-01", "2027-02-01")] // wholly ahead
    public void The_smallest_that_holds_what_is_asked_for(string from, string to, string holdingFrom, string holdingTo) =>
        ReportPeriods.Holding(Day(from), Day(to), AsAt).Should().Be((Day(holdingFrom), Day(holdingTo)));

    [Fact]
    public void What_none_holds() => ReportPeriods.Holding(new(2048, 1, 1), new(2050, 1, 1), AsAt).Should().BeNull();

    [Fact]
    public void Of_any_two_one_holds_the_other_or_they_have_nothing_in_common()
    {
        var first = new DateOnly(2024, 1, 1);
        var answered = (from start in Enumerable.Range(0, 40) from months in Enumerable.Range(1, 40) select ReportPeriods.Holding(first.AddMonths(start), first.AddMonths(start + months), AsAt)!.Value).ToHashSet();
        answered.Count.Should().BeGreaterThan(50);
        foreach (var (one, other) in answered.SelectMany(one => answered.Select(other => (one, other))))
            (one.To <= other.From || other.To <= one.From || (one.From <= other.From && other.To <= one.To) || (other.From <= one.From && one.To <= other.To)).Should().BeTrue("{0} and {1}", one, other);
    }

    [Fact]
    public void What_is_answered_for_is_itself_a_period_and_holds_what_was_asked_for_as_far_as_it_is_over()
    {
        for (var start = new DateOnly(2023, 1, 1); start < new DateOnly(2028, 1, 1); start = start.AddMonths(1))
            for (var months = 1; months < 30; months++)
            {
                var end = start.AddMonths(months);
                var (from, to) = ReportPeriods.Holding(start, end, AsAt)!.Value;
                ReportPeriods.Holding(from, to, AsAt).Should().Be((from, to));
                from.Should().BeOnOrBefore(start);
                to.Should().BeOnOrAfter(end <= AsAt || start > AsAt ? end : AsAt.AddDays(1));
            }
    }

    [Theory, InlineData("2026-03-31", "2025-04-01"), InlineData("2026-04-01", "2026-04-01"), InlineData("2026-12-31", "2026-04-01"), InlineData("2027-01-01", "2026-04-01")]
    public void The_year_of_a_day_is_from_April(string day, string from) => ReportPeriods.YearOf(Day(day)).Should().Be((Day(from), Day(from).AddYears(1)));

    private static DateOnly Day(string written) => DateOnly.ParseExact(written, "yyyy-MM-dd");
}
