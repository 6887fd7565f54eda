using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What an attacker got.</summary>
/// <param name="Asked">Figures that were answered.</param>
/// <param name="Hidden">Those of them that were hidden.</param>
/// <param name="Pinned">Hidden figures of which only one value is possible, where the policy hides that value.</param>
/// <param name="Nobody">Those of the pinned ones that are of nobody: harm is done, but nobody is found.</param>
/// <param name="Narrowed">Hidden figures of which two values are possible.</param>
/// <param name="Unasked">Periods that may not be asked for, whose count is pinned although the policy would hide it.</param>
internal sealed record Gains(int Asked, int Hidden, int Pinned, int Nobody, int Narrowed, int Unasked)
{
    public override string ToString() =>
        $"asked {Asked}, hidden {Hidden}, pinned {Pinned} (of nobody {Nobody}), two values {Narrowed}, pinned though refused {Unasked}";
}

/// <summary>Lets an attacker ask, and counts what it gets.</summary>
internal static class Measuring
{
    /// <summary>Of a range of so many values both ends are tried.</summary>
    private const int Worth = 3;
    private const int Effort = 3000;

    /// <summary>Asks every question there is, and draws every conclusion.</summary>
    /// <param name="counts">The log's counts.</param>
    /// <param name="relations">What is certain of them.</param>
    /// <param name="policy">What may leave.</param>
    /// <param name="answers">How questions are answered.</param>
    /// <param name="trials">Of how many narrow ranges both ends are tried: it costs more than all the rest.</param>
    /// <returns>What it gets, and what it knows in the end.</returns>
    public static (Gains Gains, Knowledge Known) Attack(Counts counts, Relations relations, DisclosurePolicy policy, Answers answers, int trials = 50)
    {
        var known = Told(counts, answers);
        var attacker = new Attacker(relations, known);
        attacker.Propagate();
        // From the largest to the smallest: most follows from what many others are part of.
        foreach (var (at, _, _) in Hidden(counts, answers).Where(h => known.High(h.At) - known.Low(h.At) is > 0 and < Worth)
            .OrderBy(h => counts.Series[h.Series].Cell.Values.Count).ThenByDescending(h => h.Period.Months).Take(trials).ToArray())
            attacker.Sharpen(at, 0, Effort);

        bool IsSecret(int series, Period period) => policy.Count(counts.Of(series, period)).IsHidden;
        var (asked, unasked) = (0, 0);
        for (var series = 0; series < counts.Series.Count; series++)
            foreach (var period in counts.Months.Periods)
                if (answers(series, period) is not null) asked++;
                else if (known.IsPinned(known.At(series, counts.Months.NumberOf(period))) && IsSecret(series, period)) unasked++;
        var hidden = Hidden(counts, answers).ToArray();
        int[] pinned = [.. hidden.Where(h => known.IsPinned(h.At) && IsSecret(h.Series, h.Period)).Select(h => h.At)];
        return (new(asked, hidden.Length, pinned.Length, pinned.Count(at => known.High(at) == 0), hidden.Count(h => known.High(h.At) - known.Low(h.At) == 1), unasked), known);
    }

    /// <summary>What stands outside its bounds: nothing, where all that is held certain is so.</summary>
    public static IEnumerable<Universe> Wrong(Counts counts, Knowledge known) =>
        from series in Enumerable.Range(0, counts.Series.Count)
        from number in Enumerable.Range(0, counts.Months.Periods.Count)
        let count = counts.Of(series, counts.Months.Periods[number])
        where count < known.Low(known.At(series, number)) || count > known.High(known.At(series, number))
        select counts.UniverseOf(series, number);

    /// <summary>The relations that are not so of the true counts: none, where all that is held certain is so.</summary>
    public static IEnumerable<string> Untrue(Counts counts, Relations relations) =>
        from relation in relations.All
        from period in counts.Months.Periods
        where (relation.Where >> counts.Months.NumberOf(period) & 1) != 0
        let whole = counts.Of(relation.Whole, period)
        let parts = relation.Parts.Select(p => counts.Of(p, period)).ToArray()
        where relation.Adding switch { Adding.Equal => whole != parts.Sum(), Adding.NoLess => whole > parts.Sum(), _ => parts.Any(p => p > whole) }
        select $"{relation.Way} {counts.UniverseOf(relation.Whole, counts.Months.NumberOf(period))}: {relation.Adding} {whole} of {string.Join(", ", parts)} in {string.Join(" and ", relation.Parts.Select(p => counts.Series[p].Cell))}";

    private static IEnumerable<(int At, int Series, Period Period)> Hidden(Counts counts, Answers answers) =>
        from series in Enumerable.Range(0, counts.Series.Count)
        from number in Enumerable.Range(0, counts.Months.Periods.Count)
        let period = counts.Months.Periods[number]
        where answers(series, period) is { IsHidden: true }
        select ((series * counts.Months.Periods.Count) + number, series, period);

    private static Knowledge Told(Counts counts, Answers answers)
    {
        var known = new Knowledge(counts.Series.Count, counts.Months);
        for (var series = 0; series < counts.Series.Count; series++)
            foreach (var period in counts.Months.Periods)
                if (answers(series, period) is { } answer) known.Narrow(known.At(series, counts.Months.NumberOf(period)), answer.Low, answer.High);
        return known;
    }
}
