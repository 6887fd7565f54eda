using ReferralBroker.Reporting.Statistics;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Wilson's interval against its own definition: the shares from which what was seen lies just so many standard errors away.</summary>
public sealed class WilsonTests
{
    [Theory]
    [InlineData(15, 148, 0.0624, 0.1605)] // Newcombe 1998, table I: method 3
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(81, 263, 0.2553, 0.3662)]
    public void It_equals_published_intervals(int part, int whole, double low, double high)
    {
        var share = Wilson.Of(part, whole);
        (Math.Round(share.Low, 4), Math.Round(share.High, 4)).Should().Be((low, high));
    }

    [Fact]
    public void At_each_end_what_was_seen_lies_so_many_standard_errors_away()
    {
        for (var whole = 1; whole <= 60; whole++)
            for (var part = 0; part <= whole; part++)
                foreach (var deviate in new[] { Wilson.NinetyFive, Wilson.NinetyNinePointEight })
                {
                    var share = Wilson.Of(part, whole, deviate);
                    foreach (var end in new[] { share.Low, share.High }.Where(e => e is > 1e-12 and < 1 - 1e-12))
                        (Math.Abs(share.Value - end) / Math.Sqrt(end * (1 - end) / whole)).Should().BeApproximately(deviate, 1e-6, "{0} of {1}", part, whole);
                    share.Low.Should().BeLessThanOrEqualTo(share.Value);
                    share.High.Should().BeGreaterThanOrEqualTo(share.Value);
                }
    }
}
