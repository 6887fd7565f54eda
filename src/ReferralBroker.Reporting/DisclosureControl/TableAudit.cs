namespace ReferralBroker.Reporting.DisclosureControl;

/// <summary>Counts of a table that hang together: a whole and its parts.</summary>
/// <param name="Whole">The whole.</param>
/// <param name="Parts">Its parts.</param>
public sealed record Family<T>(T Whole, IReadOnlyList<T> Parts) where T : notnull;

/// <summary>
/// Secondary suppression: which counts of a table must be hidden besides the small ones, so that nobody can find a small one from its whole, its
/// neighbours and the rule by which they were rounded.
/// </summary>
/// <remarks>
/// Whoever reads the table is taken to know the policy by heart: a hidden count lies between two numbers, and so does one that is shown rounded. The
/// bounds of each count are narrowed by those of its whole and its neighbours until nothing moves. Where fewer than three values are left for a hidden
/// count, its smallest shown neighbour is hidden too, or where there is none the whole, or of what is whole itself a part; and so on, until three are
/// left for each. Once anything is hidden beside, even none may be what is hidden, also where none is shown otherwise.
/// </remarks>
public static class TableAudit
{
    /// <summary>How many values must stay possible for a hidden count.</summary>
    private const int Enough = 3;

    private const long Most = long.MaxValue / 4;

    /// <summary>The counts that must be hidden besides those that the policy hides by itself.</summary>
    /// <param name="counts">The exact counts.</param>
    /// <param name="families">How they hang together. Where parts do not add up to their whole, because something is in several of them, it tells nothing of them.</param>
    /// <param name="policy">The policy the table is shown by.</param>
    public static IReadOnlySet<T> HiddenBeside<T>(IReadOnlyDictionary<T, long> counts, IReadOnlyList<Family<T>> families, DisclosurePolicy policy) where T : notnull
    {
        families = [.. families.Where(f => f.Parts.Sum(p => counts[p]) == counts[f.Whole])];
        var small = counts.Where(c => policy.Count(c.Value).IsHidden).Select(c => c.Key).OrderBy(c => counts[c]).ToArray();
        var beside = new HashSet<T>();
        var hidden = small.ToHashSet();
        bool IsShown(T cell) => !hidden.Contains(cell);
        while (true)
        {
            var bounds = BoundsOf(counts, families, policy, beside);
            // Of its neighbours the smallest that is some; a whole only where no neighbour is left, for it takes more with it.
            var next = small.Where(c => bounds[c].High - bounds[c].Low + 1 < Enough).SelectMany(c =>
                families.Where(f => f.Parts.Contains(c)).SelectMany(f => f.Parts).Where(IsShown).OrderBy(n => counts[n] == 0).ThenBy(n => counts[n])
                    .Concat(families.Where(f => f.Parts.Contains(c) || f.Whole.Equals(c)).Select(f => f.Whole).Where(IsShown).OrderBy(w => counts[w]))
                    .Concat(families.Where(f => f.Whole.Equals(c)).SelectMany(f => f.Parts).Where(IsShown).OrderBy(n => counts[n]))).Take(1).ToArray();
            if (next.Length == 0) return beside;
            beside.Add(next[0]);
            hidden.Add(next[0]);
        }
    }

    /// <summary>Between what a reader can tell that each count lies.</summary>
    private static Dictionary<T, (long Low, long High)> BoundsOf<T>(IReadOnlyDictionary<T, long> counts, IReadOnlyList<Family<T>> families, DisclosurePolicy policy, IReadOnlySet<T> beside) where T : notnull
    {
        var bounds = counts.ToDictionary(c => c.Key, c => beside.Contains(c.Key) ? (Low: 0L, High: Most) : policy.Count(c.Value) is { IsHidden: true } && beside.Count > 0 ? (0, policy.HiddenBelow - 1) : policy.BoundsOf(policy.Count(c.Value)));
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var (whole, parts) in families)
            {
                // What has no upper bound is counted, not added up: its neighbours are bounded from above alone.
                var (low, high, endless) = (parts.Sum(p => bounds[p].Low), parts.Sum(p => bounds[p].High == Most ? 0 : bounds[p].High), parts.Count(p => bounds[p].High == Most));
                Narrow(whole, low, endless > 0 ? Most : high);
                foreach (var part in parts)
                {
                    var (own, isEndless) = (bounds[part], bounds[part].High == Most);
                    Narrow(part, endless > (isEndless ? 1 : 0) ? 0 : bounds[whole].Low - (isEndless ? high : high - own.High), bounds[whole].High == Most ? Most : bounds[whole].High - (low - own.Low));
                }
            }

            void Narrow(T cell, long low, long high)
            {
                var (was, now) = (bounds[cell], (Low: Math.Max(bounds[cell].Low, low), High: Math.Min(bounds[cell].High, high)));
                if (was == now) return;
                bounds[cell] = now;
                moved = true;
            }
        }
        return bounds;
    }
}
