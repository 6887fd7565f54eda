using System.Collections.Frozen;
using System.Globalization;

namespace ReferralBroker.Reporting.Areas;

/// <summary>The small areas of Nottingham with their ward and deprivation, from the reference data beside this file (NOTICE.md names its source).</summary>
public static class SmallAreas
{
    /// <summary>Every small area, by its code's order.</summary>
    public static readonly IReadOnlyList<SmallArea> All = [.. Read().OrderBy(a => a.Code, StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, SmallArea> ByCode = All.ToFrozenDictionary(a => a.Code);

    /// <summary>The area of an LSOA code, or null where it lies outside Nottingham.</summary>
    public static SmallArea? Find(string code) => ByCode.GetValueOrDefault(code);

    private static IEnumerable<SmallArea> Read()
    {
        using var stream = typeof(SmallAreas).Assembly.GetManifestResourceStream(typeof(SmallAreas), "areas-nottingham.csv")!;
        using var text = new StreamReader(stream);
        var columns = text.ReadLine()!.Split(',');
        int Column(string name) => Array.IndexOf(columns, name);
        var (code, name, wardCode, ward, decile, deprived) = (Column("lsoa21_code"), Column("lsoa21_name"), Column("ward24_code"), Column("ward24_name"), Column("imd2025_decile"), Column("employment_score"));
        while (text.ReadLine() is { } line)
        {
            // No name in this file holds a comma; one that did would give a line too many fields, and is refused.
            var fields = line.Split(',');
            if (fields.Length != columns.Length) throw new FormatException($"A line of the small areas has {fields.Length} fields, not {columns.Length}: {line}");
            yield return new(fields[code], fields[name], fields[wardCode], fields[ward], int.Parse(fields[decile], CultureInfo.InvariantCulture), double.Parse(fields[deprived], CultureInfo.InvariantCulture));
        }
    }
}
