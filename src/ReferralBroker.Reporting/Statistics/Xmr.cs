using System.Collections.Immutable;

namespace ReferralBroker.Reporting.Statistics;

/// <summary>Why a point of a run chart is worth asking about.</summary>
public enum Signal
{
    /// <summary>Outside the limits.</summary>
    Outside,

    /// <summary>One of seven or more in a row on one side of the mean.</summary>
    Shift,

    /// <summary>One of seven or more in a row that rise, or that fall.</summary>
    Trend,

    /// <summary>One of two out of three in a row in the outer third of one side, near a limit.</summary>
    NearLimit,
}

/// <summary>The line that the values of a run chart lie around, and the limits that chance keeps them within.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower limit; none lies under 0.</param>
/// <param name="High">The upper limit.</param>
/// <param name="IsTrial">Whether there are fewer than twelve values, so that the limits may move.</param>
public sealed record XmrLimits(double Mean, double Low, double High, bool IsTrial);

/// <summary>Individual values and moving ranges: how much a count varies from month to month by chance alone (Shewhart; Wheeler 1993).</summary>
public static class Xmr
{
    /// <summary>How many values in a row make a shift, or a trend.</summary>
    public const int Run = 7;

    /// <summary>With fewer values than this, limits are a trial.</summary>
    public const int Enough = 12;

    /// <summary>Three standard deviations for each mean moving range: 3 / 1.128, as charts of individual values print it.</summary>
    private const double Factor = 2.66;

    /// <summary>The mean and limits of values in their order; null of fewer than three.</summary>
    public static XmrLimits? LimitsOf(IReadOnlyList<double> values)
    {
        if (values.Count < 3) return null;
        var mean = values.Average();
        var half = Factor * values.Zip(values.Skip(1), (a, b) => Math.Abs(b - a)).Average();
        return new(mean, Math.Max(0, mean - half), mean + half, values.Count < Enough);
    }

    /// <summary>The signals of each value, by the rules that the enumeration lists.</summary>
    public static IReadOnlyList<ImmutableSortedSet<Signal>> SignalsOf(IReadOnlyList<double> values, XmrLimits limits)
    {
        var signals = Enumerable.Repeat(ImmutableSortedSet<Signal>.Empty, values.Count).ToArray();
        void Mark(int from, int to, Signal signal) { for (var at = from; at < to; at++) signals[at] = signals[at].Add(signal); }
        for (var at = 0; at < values.Count; at++)
            if (values[at] > limits.High || values[at] < limits.Low) Mark(at, at + 1, Signal.Outside);
        foreach (var (from, to) in RunsOf(values.Count, at => Math.Sign(values[at] - limits.Mean))) if (to - from >= Run) Mark(from, to, Signal.Shift);
        // Seven values that rise are six steps up.
        foreach (var (from, to) in RunsOf(values.Count - 1, at => Math.Sign(values[at + 1] - values[at]))) if (to - from + 1 >= Run) Mark(from, to + 1, Signal.Trend);
        var third = (limits.High - limits.Mean) * 2 / 3;
        foreach (var side in new[] { 1, -1 })
            for (var at = 0; at + 3 <= values.Count; at++)
            {
                int[] near = [.. Enumerable.Range(at, 3).Where(i => third > 0 && side * (values[i] - limits.Mean) > third)];
                if (near.Length >= 2) foreach (var i in near) Mark(i, i + 1, Signal.NearLimit);
            }
        return signals;
    }

    /// <summary>Stretches of the same sign, other than of none.</summary>
    private static IEnumerable<(int From, int To)> RunsOf(int count, Func<int, int> sign)
    {
        for (var from = 0; from < count;)
        {
            var to = from + 1;
            while (to < count && sign(to) == sign(from)) to++;
            if (sign(from) != 0) yield return (from, to);
            from = to;
        }
    }
}
