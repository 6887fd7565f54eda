using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What is certain of the funnel's figures by their definitions, whatever the log holds.</summary>
internal static class Certainties
{
    private static readonly Dimension[] Areas = [Dimension.SmallArea, Dimension.Ward, Dimension.ImdDecile, Dimension.ImdQuintile];
    private static readonly Dimension[] Groups = [Dimension.EthnicCategory, Dimension.EthnicGroup];

    /// <summary>Whoever reached the first of these has reached the second, and no later.</summary>
    private static readonly (Stage, Stage)[] Steps =
    [
        (StageNames.Sustained26, StageNames.Sustained13), (StageNames.Retained26, StageNames.Retained13),
    ];

    public static Relations Of(Counts counts)
    {
        var relations = new Relations(counts.Months);
        AddTables(counts, relations);
        var begun = counts.Months.Set(p => p.From == 0);
        for (var number = 0; number < counts.Series.Count; number++)
        {
            var (strand, cell) = counts.Series[number];
            foreach (var (_, before) in Steps.Where(s => s.Item1 == strand.Stage))
                relations.AtMost(counts.NumberOf(strand with { Stage = before }, cell)!.Value, [number], strand.Basis == Basis.Cohort ? counts.Months.All : begun);
            if (strand.Basis == Basis.Cohort && strand.Stage != strand.First) relations.AtMost(counts.NumberOf(strand with { Stage = strand.First }, cell)!.Value, [number], counts.Months.All);
            if (strand.Basis == Basis.Activity && counts.NumberOf(strand with { Basis = Basis.Cohort }, cell) is { } cohort)
                relations.Sum(Ways.Bases, cohort, [number], counts.Months.Set(p => p == counts.Months.Whole));
        }
        return relations;
    }

    private static void AddTables(Counts counts, Relations relations)
    {
        var tables = counts.Series.Select(s => s.Cell).Distinct().SelectMany(cell => TablesOf(cell, counts.Asked).Distinct().Select(t => (t.Of, t.By, t.Way, Cell: cell)))
            .GroupBy(t => (t.Of, t.By, t.Way)).Select(t => (t.Key, Cells: t.Select(c => c.Cell).ToArray())).ToArray();
        var (begun, ended) = (counts.Months.Set(p => p.From == 0), counts.Months.Set(p => p.To == counts.Months.Count));
        foreach (var ((of, by, way), cells) in tables)
            foreach (var strand in Strand.All)
            {
                if (counts.NumberOf(strand, of) is not { } whole) continue;
                int[] parts = [.. cells.Select(c => counts.NumberOf(strand, c)).OfType<int>()];
                // A conversation is by itself, and goes to no service.
                var isTalk = strand.Stage.Unit == Unit.Conversation;
                if (way != Ways.Order) relations.Sum(way, whole, parts);
                else if (isTalk && by == Dimension.Setting) relations.Sum(Ways.Tables, whole, parts);
                else if (!isTalk)
                {
                    // A chain may have come to a service after it began: only what has begun by a day, or has not before one, is so in both.
                    relations.AtMost(whole, parts, begun);
                    relations.Cover(whole, parts, strand.Basis == Basis.Activity || strand.Stage == strand.First ? counts.Months.All : ended);
                }
            }
    }

    /// <summary>The tables that a cell is a row of: what they are of, and by which dimension.</summary>
    private static IEnumerable<(Cell Of, Dimension By, Ways Way)> TablesOf(Cell cell, Questions asked)
    {
        foreach (var dimension in cell.Values.Keys.Where(d => !Cell.Partitions.Contains(d)))
            yield return (Without(cell, [dimension]), dimension, Ways.Order);
        var isErased = cell.Values.GetValueOrDefault(Dimension.AgeBand) == PersonDimensions.ErasedCode;
        foreach (var dimension in Cell.Partitions)
        {
            Dimension[] axis = isErased && Dimensions.OfPerson.Contains(dimension) ? [Dimension.AgeBand] : Areas.Contains(dimension) ? Areas : Groups.Contains(dimension) ? Groups : [dimension];
            if (!axis.Any(cell.Values.ContainsKey)) continue;
            var rest = Without(cell, axis);
            foreach (var of in Coarser(cell, axis).Select(c => Cell.Of(rest.Values.Concat(c))).OfType<Cell>().Distinct())
                if (!of.Equals(cell) && ValueOf(cell, dimension) is { } value && cell.Equals(of.With(dimension, value)) && IsAsked(of, dimension, asked))
                    yield return (of, dimension, of.Values.Keys.Any(axis.Contains) ? Ways.Hierarchies : Ways.Tables);
        }
    }

    private static Cell Without(Cell cell, Dimension[] axis) => Cell.Of(cell.Values.Where(v => !axis.Contains(v.Key)))!;

    /// <summary>What else is said of a cell on an axis, as a whole that it is a part of: nothing, its group, its ward, its tenth, its fifth.</summary>
    private static IEnumerable<IEnumerable<KeyValuePair<Dimension, string>>> Coarser(Cell cell, Dimension[] axis)
    {
        yield return [];
        var said = axis.Select(d => (Dimension: d, Value: ValueOf(cell, d))).Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Dimension, s.Value!)).ToArray();
        if (axis.Length == 1) yield break;
        foreach (var one in said)
        {
            yield return [one];
            foreach (var other in said.Where(o => o.Key > one.Key)) yield return [one, other];
        }
    }

    /// <summary>The value of a dimension that a cell has or implies.</summary>
    private static string? ValueOf(Cell cell, Dimension dimension)
    {
        if (cell.Values.TryGetValue(dimension, out var own)) return own;
        if (Dimensions.OfPerson.Contains(dimension) && cell.Values.GetValueOrDefault(Dimension.AgeBand) == PersonDimensions.ErasedCode) return PersonDimensions.ErasedCode;
        if (dimension == Dimension.EthnicGroup && cell.Values.TryGetValue(Dimension.EthnicCategory, out var category))
            return category == Dimensions.NotRecorded ? category : new PersonDimensions { EthnicCategory = category }.EthnicGroup;
        if (!Areas.Contains(dimension)) return null;
        if (cell.Values.TryGetValue(Dimension.SmallArea, out var area))
        {
            if (area is Dimensions.NotRecorded or PersonDimensions.OutsideCode) return area;
            var of = new PersonDimensions { SmallArea = area };
            return dimension == Dimension.Ward ? of.Ward : dimension == Dimension.ImdDecile ? of.Decile : of.Quintile;
        }
        return dimension == Dimension.ImdQuintile && cell.Values.TryGetValue(Dimension.ImdDecile, out var tenth) ? ((int.Parse(tenth, System.Globalization.CultureInfo.InvariantCulture) + 1) / 2).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Whether every row of a table is asked for. Whoever lives outside, or where nobody knows, does so by ward and by deprivation alike.</summary>
    private static bool IsAsked(Cell of, Dimension by, Questions asked) =>
        asked.Tell([.. of.Values.Keys, by]) || (of.Values.GetValueOrDefault(Dimension.SmallArea) is Dimensions.NotRecorded or PersonDimensions.OutsideCode
            && Areas.Any(other => asked.Tell([.. of.Values.Keys.Where(d => d != Dimension.SmallArea), other, by])));
}
