using System.Numerics;

namespace ReferralBroker.Reporting.Statistics;

/// <summary>So many that waited so many days.</summary>
/// <param name="Days">Calendar days.</param>
/// <param name="Reached">Whether what they waited for came then; otherwise the wait was cut short, or goes on.</param>
/// <param name="Count">How many of them.</param>
public readonly record struct Wait(int Days, bool Reached, long Count);

/// <summary>How long waits last where some have not ended yet (Kaplan and Meier 1958).</summary>
/// <remarks>
/// Somebody who waits still, or whose wait was cut short, counts as waiting for as long as they did. Taking only those reached would make slow services
/// look quick.
/// </remarks>
public static class KaplanMeier
{
    /// <summary>The first day by which at least a share of those who wait are estimated to have been reached, or null if that never came.</summary>
    /// <param name="waits">The waits.</param>
    /// <param name="share">The share, in whole per cent: 50 for the median.</param>
    public static int? DayOf(IEnumerable<Wait> waits, int share)
    {
        var days = waits.GroupBy(w => w.Days).OrderBy(g => g.Key).Select(g => (Day: g.Key, Reached: g.Where(w => w.Reached).Sum(w => w.Count), All: g.Sum(w => w.Count))).ToArray();
        // The share of those who wait still, as a fraction of whole numbers: rounding would miss exactly half.
        var (waiting, over, under) = (days.Sum(d => d.All), BigInteger.One, BigInteger.One);
        foreach (var (day, reached, all) in days)
        {
            if (reached > 0) (over, under) = (over * (waiting - reached), under * waiting);
            if (100 * over <= (100 - share) * under) return day;
            waiting -= all;
        }
        return null;
    }
}
