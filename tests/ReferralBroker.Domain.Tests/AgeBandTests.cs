using System.Globalization;
using ReferralBroker.Domain.People;

namespace ReferralBroker.Domain.Tests;

public class AgeBandTests
{
    [Theory]
    [InlineData("2010-06-02", AgeBand.Under16)]
    [InlineData("2010-06-01", AgeBand.From16To17)]
    [InlineData("2008-06-02", AgeBand.From16To17)]
    [InlineData("2008-06-01", AgeBand.From18To24)]
    [InlineData("2001-06-02", AgeBand.From18To24)]
    [InlineData("2001-06-01", AgeBand.From25To34)]
    [InlineData("1991-06-02", AgeBand.From25To34)]
    [InlineData("1991-06-01", AgeBand.From35To49)]
    [InlineData("1976-06-02", AgeBand.From35To49)]
    [InlineData("1976-06-01", AgeBand.From50To64)]
    [InlineData("1961-06-02", AgeBand.From50To64)]
    [InlineData("1961-06-01", AgeBand.From65)]
    [InlineData("2026-06-01", AgeBand.Under16)]
    public void A_band_is_entered_on_the_birthday(string born, AgeBand band) => Person.BandOf(Day(born), new(2026, 6, 1)).Should().Be(band);

    /// <summary>.NET puts the birthday of a year without the day on 28 February.</summary>
    [Theory]
    [InlineData("2022-02-27", AgeBand.From16To17)]
    [InlineData("2022-02-28", AgeBand.From18To24)]
    [InlineData("2022-03-01", AgeBand.From18To24)]
    [InlineData("2020-02-28", AgeBand.Under16)]
    [InlineData("2020-02-29", AgeBand.From16To17)]
    public void Somebody_born_on_29_February_has_a_birthday_every_year(string day, AgeBand band) => Person.BandOf(new(2004, 2, 29), Day(day)).Should().Be(band);

    private static DateOnly Day(string date) => DateOnly.Parse(date, CultureInfo.InvariantCulture);
}
