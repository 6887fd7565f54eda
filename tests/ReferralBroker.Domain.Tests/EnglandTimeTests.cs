using System.Globalization;

namespace ReferralBroker.Domain.Tests;

public class EnglandTimeTests
{
    [Theory]
    [InlineData("2025-03-29T23:59:59Z", "2025-03-29")]
    [InlineData("2025-03-30T00:59:59Z", "2025-03-30")]
    [InlineData("2025-03-30T22:59:59Z", "2025-03-30")]
    [InlineData("2025-03-30T23:00:00Z", "2025-03-31")]
    [InlineData("2025-10-25T22:59:59Z", "2025-10-25")]
    [InlineData("2025-10-25T23:00:00Z", "2025-10-26")]
    [InlineData("2025-10-26T23:59:59Z", "2025-10-26")]
    [InlineData("2025-10-27T00:00:00Z", "2025-10-27")]
    [InlineData("2026-03-29T22:59:59Z", "2026-03-29")]
    [InlineData("2026-03-29T23:00:00Z", "2026-03-30")]
    [InlineData("2026-10-24T23:00:00Z", "2026-10-25")]
    [InlineData("2026-10-25T23:59:59Z", "2026-10-25")]
    [InlineData("2026-12-31T23:59:59Z", "2026-12-31")]
    public void The_date_in_England_at_a_moment(string at, string date) =>
        EnglandTime.DateOf(Moment(at)).Should().Be(Day(date));

    [Theory]
    [InlineData("2025-03-30", 23)]
    [InlineData("2025-10-26", 25)]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-06-01", 24)]
    [InlineData("2026-12-01", 24)]
    public void A_day_has_the_hours_between_its_start_and_that_of_the_next(string date, int hours)
    {
        var day = Day(date);
        (EnglandTime.StartOf(day.AddDays(1)) - EnglandTime.StartOf(day)).TotalHours.Should().Be(hours);
    }

    [Theory]
    [InlineData("2025-03-30", "2025-03-30T00:00:00Z")]
    [InlineData("2025-03-31", "2025-03-30T23:00:00Z")]
    [InlineData("2025-10-26", "2025-10-25T23:00:00Z")]
    [InlineData("2025-10-27", "2025-10-27T00:00:00Z")]
    [InlineData("2026-03-30", "2026-03-29T23:00:00Z")]
    [InlineData("2026-10-26", "2026-10-26T00:00:00Z")]
    public void A_day_begins_at_midnight_on_the_clocks_of_England(string date, string at)
    {
        EnglandTime.StartOf(Day(date)).Should().Be(Moment(at));
        EnglandTime.DateOf(EnglandTime.StartOf(Day(date))).Should().Be(Day(date));
        EnglandTime.DateOf(EnglandTime.StartOf(Day(date)).AddTicks(-1)).Should().Be(Day(date).AddDays(-1));
    }

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", 0)]
    [InlineData("2026-03-29T01:00:00Z", 1)]
    [InlineData("2026-10-25T00:59:59Z", 1)]
    [InlineData("2026-10-25T01:00:00Z", 0)]
    public void Clocks_change_at_one_in_universal_time(string at, int ahead) => EnglandTime.At(Moment(at)).Offset.TotalHours.Should().Be(ahead);

    private static DateTimeOffset Moment(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);

    private static DateOnly Day(string date) => DateOnly.Parse(date, CultureInfo.InvariantCulture);
}
