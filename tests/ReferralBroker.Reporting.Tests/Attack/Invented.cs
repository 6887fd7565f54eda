using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Draws the values of dimensions that hang together: of a small area its ward and tenths too.</summary>
internal delegate IReadOnlyDictionary<Dimension, string> Draw(Dimension[] axis, Random random);

/// <summary>
/// Larger logs made from a small one: each chain is one of the small one's, its days moved and its values drawn anew. What is so of every log by definition
/// is so of them.
/// </summary>
internal sealed class Invented
{
    private static readonly Dimension[][] Axes =
    [
        [Dimension.Organisation], [Dimension.AgeBand], [Dimension.Sex], [Dimension.Gender], [Dimension.EthnicCategory, Dimension.EthnicGroup], [Dimension.Disability],
        [Dimension.MultipleDisadvantage], [Dimension.EmploymentStatus], [Dimension.SmallArea, Dimension.Ward, Dimension.ImdDecile, Dimension.ImdQuintile],
    ];

    /// <summary>Counts just over and just under the steps of the live rule.</summary>
    private static readonly int[] Edges = [1, 3, 9, 10, 11, 18, 19, 20, 29, 30, 31];

    /// <summary>
    /// The kinds of log in which other rules gave counts away: with cells of some ten to sixty, with few values or one that nearly all have, with counts that
    /// lie on the steps.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, Func<Invented, Random, IReadOnlyList<Thing>>> Kinds = new Dictionary<string, Func<Invented, Random, IReadOnlyList<Thing>>>
    {
        ["five times as many"] = (from, random) => from.Drawn(5 * from.Size, from.AsBefore, random),
        ["twenty times as many"] = (from, random) => from.Drawn(20 * from.Size, from.AsBefore, random),
        ["eighty times as many"] = (from, random) => from.Drawn(80 * from.Size, from.AsBefore, random),
        ["nearly all alike"] = (from, random) => from.Drawn(20 * from.Size, from.Mostly(0.95), random),
        ["two values"] = (from, random) => from.Drawn(20 * from.Size, from.OneOf(2), random),
        ["five values"] = (from, random) => from.Drawn(80 * from.Size, from.OneOf(5), random),
        ["blocks on the steps"] = (from, random) => from.InBlocks(200, Edges, from.OneOf(5), random),
        ["rows just over the steps"] = (from, random) => from.InRows(30, [10, 20, 30], random),
    };

    private readonly IReadOnlyList<Thing> _from;
    private readonly DateOnly _first;
    private readonly DateOnly _last;
    private readonly Dictionary<Dimension[], IReadOnlyDictionary<Dimension, string>[]> _values;

    public Invented(IReadOnlyList<Thing> from)
    {
        _from = [.. from.Where(t => t.Hops.All(h => h.Values[Dimension.AgeBand] != PersonDimensions.ErasedCode))];
        var days = _from.SelectMany(t => t.Hops).SelectMany(h => h.Days.Values).ToArray();
        (_first, _last) = (days.Min(), days.Max());
        _values = Axes.ToDictionary(a => a, Values);
    }

    private int Size => _from.Count;

    /// <summary>In every table the same rows, each of 9, 19 or 29 of the same days: made for the live rule to fail.</summary>
    public IReadOnlyList<Thing> JustUnderTheSteps(Random random) => InRows(60, [9, 19, 29], random);

    /// <summary>As often as in the small log.</summary>
    private Draw AsBefore => (axis, random) => Own(_from[random.Next(_from.Count)], axis);

    /// <summary>Such a share of the first value, and of every other as much as of any.</summary>
    private Draw Mostly(double share) => (axis, random) => _values[axis][random.NextDouble() < share ? 0 : random.Next(_values[axis].Length)];

    /// <summary>So many values, evenly.</summary>
    private Draw OneOf(int values) => (axis, random) => _values[axis][random.Next(Math.Min(values, _values[axis].Length))];

    /// <summary>So many chains, each drawn by itself.</summary>
    private IReadOnlyList<Thing> Drawn(int size, Draw draw, Random random) => [.. Enumerable.Range(0, size).Select(_ => New(draw, random))];

    /// <summary>Blocks of chains that are the same in everything, so that many counts are one of these sizes or a sum of few.</summary>
    private IReadOnlyList<Thing> InBlocks(int blocks, int[] sizes, Draw draw, Random random) =>
        [.. Enumerable.Range(0, blocks).SelectMany(_ => Enumerable.Repeat(New(draw, random), sizes[random.Next(sizes.Length)]))];

    /// <summary>Blocks of which the first has the first value of each dimension, the second the second: every table has the same rows.</summary>
    private IReadOnlyList<Thing> InRows(int blocks, int[] sizes, Random random) =>
        [.. Enumerable.Range(0, blocks).SelectMany(b => InBlocks(1, sizes, (axis, _) => _values[axis][b % _values[axis].Length], random))];

    private Thing New(Draw draw, Random random)
    {
        var like = _from[random.Next(_from.Count)];
        var days = like.Hops.SelectMany(h => h.Days.Values).ToArray();
        var moved = random.Next(_first.DayNumber - days.Min().DayNumber, _last.DayNumber - days.Max().DayNumber + 1);
        var drawn = Axes.SelectMany(a => draw(a, random)).ToDictionary(v => v.Key, v => v.Value);
        return new(like.Unit, [.. like.Hops.Select(h => new Hop(h.Days.ToDictionary(d => d.Key, d => d.Value.AddDays(moved)), h.Values.ToDictionary(v => v.Key, v => drawn.GetValueOrDefault(v.Key, v.Value))))]);
    }

    private IReadOnlyDictionary<Dimension, string>[] Values(Dimension[] axis) => axis[0] switch
    {
        Dimension.Organisation => [.. _from.Select(t => Own(t, axis)).DistinctBy(v => v[Dimension.Organisation])],
        Dimension.EthnicCategory => [.. Codes(Dimension.EthnicCategory).Select(c => Named((Dimension.EthnicCategory, c), (Dimension.EthnicGroup, c == Dimensions.NotRecorded ? c : new PersonDimensions { EthnicCategory = c }.EthnicGroup!)))],
        Dimension.SmallArea => [.. Codes(Dimension.SmallArea).Select(OfArea)],
        var only => [.. Codes(only).Select(c => Named((only, c)))],
    };

    private static IEnumerable<string> Codes(Dimension dimension) => Dimensions.ValuesOf(dimension)!.Select(v => v.Code).Where(c => c != PersonDimensions.ErasedCode);

    private static IReadOnlyDictionary<Dimension, string> OfArea(string code)
    {
        if (code is Dimensions.NotRecorded or PersonDimensions.OutsideCode) return Named((Dimension.SmallArea, code), (Dimension.Ward, code), (Dimension.ImdDecile, code), (Dimension.ImdQuintile, code));
        var of = new PersonDimensions { SmallArea = code };
        return Named((Dimension.SmallArea, code), (Dimension.Ward, of.Ward!), (Dimension.ImdDecile, of.Decile!), (Dimension.ImdQuintile, of.Quintile!));
    }

    private static IReadOnlyDictionary<Dimension, string> Named(params (Dimension Key, string Value)[] values) => values.ToDictionary(v => v.Key, v => v.Value);

    private static IReadOnlyDictionary<Dimension, string> Own(Thing thing, Dimension[] axis) => axis.ToDictionary(d => d, d => thing.Hops[0].Values[d]);
}
