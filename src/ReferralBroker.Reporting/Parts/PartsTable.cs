using ReferralBroker.Domain;

namespace ReferralBroker.Reporting.Parts;

/// <summary>A number's parts as one flat table: a line for each.</summary>
internal static class PartsTable
{
    private static readonly string[] Header = ["breakdown", "value", "unit", "number", "name", "count", "basis", "definition", "source", "definition_version", .. ReportTable.Frame];

    public static ReportTable Of(NumberParts parts) => new("parts", Header, ["breakdown", "value", "unit", "number"], ["count"],
        [Line(parts, "all", "All", parts.Count.Shown), .. parts.Parts.SelectMany(by => by.Rows.Select(row => Line(parts, Codes.Name(by.By), row.Label, row.Count.Shown)))]);

    private static IReadOnlyList<string?> Line(NumberParts parts, string breakdown, string value, string count) =>
    [
        breakdown, value, Codes.Name(parts.Number.Unit), parts.Number.Code, parts.Number.Name, count, parts.Basis is { } basis ? Codes.Name(basis) : null,
        parts.Number.Definition, parts.Number.Source, ReportTable.Day(parts.Number.Version), .. ReportTable.FrameOf(parts),
    ];
}
