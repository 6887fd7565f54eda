using ReferralBroker.Domain;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What a count is narrowed to: a value of each of some dimensions. Two that hold the same people whatever the log says are one cell.</summary>
internal sealed class Cell : IEquatable<Cell>
{
    public static readonly Cell All = new(new SortedDictionary<Dimension, string>());

    /// <summary>
    /// The dimensions that a chain of referrals has one value of, so that their parts add up. Whoever matches a referral again may name another setting,
    /// source or need, and it goes to another service; it stays with the practice or team that sent the first.
    /// </summary>
    public static readonly IReadOnlySet<Dimension> Partitions = new HashSet<Dimension>(Dimensions.OfPerson) { Dimension.Organisation };

    private static readonly Dimension[] Areas = [Dimension.SmallArea, Dimension.Ward, Dimension.ImdDecile, Dimension.ImdQuintile];
    private static readonly Dictionary<string, string> GroupOf = Dimensions.ValuesOf(Dimension.EthnicCategory)!.Select(v => v.Code)
        .ToDictionary(c => c, c => c is Dimensions.NotRecorded ? c : new PersonDimensions { EthnicCategory = c }.EthnicGroup!);

    private readonly string _key;

    private Cell(SortedDictionary<Dimension, string> values)
    {
        Values = values;
        _key = string.Join(", ", values.Select(v => $"{Codes.Name(v.Key)}={v.Value}"));
    }

    public IReadOnlyDictionary<Dimension, string> Values { get; }

    /// <summary>The cell of these values; null where nobody can be in it.</summary>
    public static Cell? Of(IEnumerable<KeyValuePair<Dimension, string>> of)
    {
        var values = new SortedDictionary<Dimension, string>(of.ToDictionary(v => v.Key, v => v.Value));
        return IsOfOneFate(values) && IsOfOneGroup(values) && IsOfOneArea(values) ? values.Count == 0 ? All : new(values) : null;
    }

    /// <summary>The cell narrowed further; null where nobody can be in it.</summary>
    public Cell? With(Dimension dimension, string value) =>
        !Values.TryGetValue(dimension, out var own) ? Of(Values.Append(new(dimension, value))) : own == value ? this : null;

    public bool Equals(Cell? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as Cell);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _key.Length == 0 ? "all" : _key;

    /// <summary>Whoever is erased is erased in everything that is said of people.</summary>
    private static bool IsOfOneFate(SortedDictionary<Dimension, string> values)
    {
        Dimension[] own = [.. values.Keys.Where(Dimensions.OfPerson.Contains)];
        if (!own.Any(d => values[d] == PersonDimensions.ErasedCode)) return true;
        if (own.Any(d => values[d] != PersonDimensions.ErasedCode)) return false;
        foreach (var dimension in own) values.Remove(dimension);
        values[Dimension.AgeBand] = PersonDimensions.ErasedCode;
        return true;
    }

    /// <summary>A category says its group; a group of one category is that category.</summary>
    private static bool IsOfOneGroup(SortedDictionary<Dimension, string> values)
    {
        if (!values.TryGetValue(Dimension.EthnicGroup, out var group)) return true;
        if (values.TryGetValue(Dimension.EthnicCategory, out var category)) return GroupOf[category] == group && values.Remove(Dimension.EthnicGroup);
        if (GroupOf.Where(g => g.Value == group).ToArray() is [var only])
        {
            values.Remove(Dimension.EthnicGroup);
            values[Dimension.EthnicCategory] = only.Key;
        }
        return true;
    }

    /// <summary>A small area says its ward and tenth, a tenth its fifth; outside and not recorded are so in all of them.</summary>
    private static bool IsOfOneArea(SortedDictionary<Dimension, string> values)
    {
        Dimension[] own = [.. Areas.Where(values.ContainsKey)];
        if (own.Length == 0) return true;
        if (values[own[0]] is PersonDimensions.OutsideCode or Dimensions.NotRecorded)
        {
            var code = values[own[0]];
            if (own.Any(d => values[d] != code)) return false;
            foreach (var dimension in own) values.Remove(dimension);
            values[Dimension.SmallArea] = code;
            return true;
        }
        var asked = own.ToDictionary(d => d, d => values[d]);
        if (!SmallAreas.All.Any(area => asked.All(a => ValueOf(area, a.Key) == a.Value))) return false;
        if (own.Contains(Dimension.SmallArea)) foreach (var dimension in own.Skip(1)) values.Remove(dimension);
        if (own.Contains(Dimension.ImdDecile)) values.Remove(Dimension.ImdQuintile);
        return true;
    }

    private static string ValueOf(SmallArea area, Dimension dimension) => dimension switch
    {
        Dimension.SmallArea => area.Code,
        Dimension.Ward => area.WardCode,
        _ => (dimension == Dimension.ImdDecile ? area.Decile : area.Quintile).ToString(dimension == Dimension.ImdDecile ? "00" : "0", System.Globalization.CultureInfo.InvariantCulture),
    };
}
