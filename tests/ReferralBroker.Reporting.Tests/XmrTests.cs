using ReferralBroker.Reporting.Statistics;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The limits of run charts and their rules, against figures worked out by hand.</summary>
public sealed class XmrTests
{
    [Fact]
    public void Limits_are_the_mean_and_2_66_times_the_mean_moving_range()
    {
        // Differences 2, 1 and 2: on average 5/3; 2.66 times that is 4.4333.
        var limits = Xmr.LimitsOf([5, 7, 6, 8])!;
        limits.Mean.Should().Be(6.5);
        limits.Low.Should().BeApproximately(2.0667, 0.0001);
        limits.High.Should().BeApproximately(10.9333, 0.0001);
        limits.IsTrial.Should().BeTrue();
        Xmr.LimitsOf([.. Enumerable.Repeat(4.0, 12)])!.IsTrial.Should().BeFalse();
        Xmr.LimitsOf([1, 9, 1])!.Low.Should().Be(0, "a count is never less than none");
        Xmr.LimitsOf([1, 2]).Should().BeNull();
    }

    [Theory]
    [InlineData(Signal.Outside, new double[] { 10, 11, 10, 11, 10, 11, 30, 10, 11, 10 }, new[] { 6 })]
    [InlineData(Signal.Shift, new double[] { 3, 9, 3, 9, 3, 11, 11, 12, 11, 12, 11, 12 }, new[] { 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(Signal.Shift, new double[] { 3, 9, 3, 9, 11, 11, 12, 11, 12, 11 }, new int[0])] // six in a row
    [InlineData(Signal.Trend, new double[] { 9, 1, 2, 3, 4, 5, 6, 7, 3 }, new[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(Signal.Trend, new double[] { 9, 1, 2, 3, 4, 5, 6, 3 }, new int[0])] // six in a row
    [InlineData(Signal.Trend, new double[] { 1, 9, 8, 7, 6, 5, 4, 3, 9 }, new[] { 1, 2, 3, 4, 5, 6, 7 })]
    public void A_rule_marks_the_values_it_is_about(Signal rule, double[] values, int[] marked) =>
        Signals(values, Xmr.LimitsOf(values)!, rule).Should().Equal(marked);

    [Fact]
    public void Two_of_three_near_the_same_limit_are_marked()
    {
        // The outer third of 10 with limits 4 and 16 begins beyond 14 and under 6.
        var limits = new XmrLimits(10, 4, 16, false);
        Signals([10, 15, 10, 15, 10], limits, Signal.NearLimit).Should().Equal(1, 3);
        Signals([10, 15, 10, 10, 15], limits, Signal.NearLimit).Should().BeEmpty("they are two of four");
        Signals([10, 15, 5, 10, 10], limits, Signal.NearLimit).Should().BeEmpty("they are near different limits");
        Signals([10, 14, 10, 14, 10], limits, Signal.NearLimit).Should().BeEmpty("they are on the border");
        Signals([5, 5, 10, 10, 10], limits, Signal.NearLimit).Should().Equal(0, 1);
    }

    [Fact]
    public void Values_that_are_all_the_same_mark_nothing() =>
        Xmr.SignalsOf([.. Enumerable.Repeat(5.0, 20)], Xmr.LimitsOf([.. Enumerable.Repeat(5.0, 20)])!).Should().OnlyContain(s => s.IsEmpty);

    private static IEnumerable<int> Signals(double[] values, XmrLimits limits, Signal rule) =>
        Xmr.SignalsOf(values, limits).Select((signals, at) => (signals, at)).Where(s => s.signals.Contains(rule)).Select(s => s.at);
}
