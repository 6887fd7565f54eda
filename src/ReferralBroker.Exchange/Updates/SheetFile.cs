using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace ReferralBroker.Exchange.Updates;

/// <summary>A row of an uploaded worklist: the line it begins on, the referral it names, and what stands in each cell that is filled.</summary>
/// <param name="Line">The line of the file, the header being line 1.</param>
/// <param name="Reference">The referral's reference, as it is written there.</param>
/// <param name="Cells">Filled cells by column; those that are only there to be read are left out.</param>
public sealed record SheetRow(int Line, string Reference, ImmutableSortedDictionary<string, string> Cells);

/// <summary>Something that cannot be read, where it stands, and what would mend it.</summary>
/// <param name="Line">The line of the file; 0 where it is the file as a whole.</param>
/// <param name="Column">The column; empty where it is the row as a whole.</param>
/// <param name="Words">What is wrong, and the mend.</param>
public sealed record SheetFault(int Line, string Column, string Words);

/// <summary>Reads an uploaded worklist. Nothing personal is taken from it but what a worker wrote to be recorded.</summary>
public static class SheetFile
{
    /// <summary>The most rows that are taken at a time.</summary>
    public const int MostRows = 2000;

    /// <summary>The longest file, in bytes.</summary>
    public const int LongestFile = 600 * 1024;

    private const int LongestCell = 4000;

    /// <summary>The rows, or why the file as a whole cannot be read.</summary>
    public static (ImmutableArray<SheetRow> Rows, ImmutableArray<SheetFault> Faults) Read(byte[] file)
    {
        if (file.Length > LongestFile) return ([], [new(0, "", $"The file is longer than {LongestFile / 1024} kB. Upload it in parts.")]);
        if (file.AsSpan().StartsWith("PK"u8)) return ([], [new(0, "", "This is a workbook. Save it as CSV first: File, Save as, CSV UTF-8.")]);
        var text = Decoded(file);
        if (text.Contains('\0', StringComparison.Ordinal)) return ([], [new(0, "", "This is not a CSV file. Save the spreadsheet as CSV UTF-8.")]);
        using var csv = new CsvReader(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            TrimOptions = TrimOptions.Trim,
            BadDataFound = null,
            MissingFieldFound = null,
        });
        if (!csv.Read()) return ([], [new(0, "", "The file is empty.")]);
        csv.ReadHeader();
        var header = csv.HeaderRecord!.Select(h => h.Trim()).ToArray();
        var columns = header.Select(h => SheetColumns.All.FirstOrDefault(c => string.Equals(c, h, StringComparison.OrdinalIgnoreCase))).ToArray();
        if (Header(header, columns) is { Length: > 0 } wrong) return ([], [.. wrong]);
        var (rows, faults) = (ImmutableArray.CreateBuilder<SheetRow>(), ImmutableArray.CreateBuilder<SheetFault>());
        while (csv.Read())
        {
            var line = csv.Parser.RawRow - csv.Parser.RawRecord.TrimEnd('\r', '\n').Count(c => c == '\n');
            if (csv.Parser.Record!.All(string.IsNullOrWhiteSpace)) continue;
            if (rows.Count == MostRows) return ([], [new(0, "", $"The file has more than {MostRows:N0} rows. Upload it in parts.")]);
            if (csv.Parser.Count > header.Length && csv.Parser.Record!.Skip(header.Length).Any(c => c.Length > 0))
            {
                faults.Add(new(line, "", $"This row has {csv.Parser.Count} cells, the header {header.Length}. A comma inside a cell needs quotation marks around the cell."));
                continue;
            }
            var cells = columns.Select((column, i) => (column, cell: i < csv.Parser.Count ? Plain(csv.Parser[i]) : "")).Where(c => c.column is not null && c.cell.Length > 0)
                .ToImmutableSortedDictionary(c => c.column!, c => c.cell, StringComparer.Ordinal);
            if (!cells.TryGetValue(SheetColumns.Reference, out var reference)) faults.Add(new(line, SheetColumns.Reference, "There is no reference. Copy it from the worklist."));
            else if (cells.FirstOrDefault(c => c.Value.Length > LongestCell) is { Key: { } tooLong }) faults.Add(new(line, tooLong, $"This is longer than {LongestCell:N0} characters. Shorten it."));
            else if (rows.FirstOrDefault(r => string.Equals(r.Reference, reference, StringComparison.OrdinalIgnoreCase)) is { } twice) faults.Add(new(line, SheetColumns.Reference, $"{reference} stands on line {twice.Line} already. Keep one row for each referral."));
            else rows.Add(new(line, reference, cells.Remove(SheetColumns.Reference).RemoveRange(SheetColumns.ToBeRead)));
        }
        return (rows.ToImmutable(), faults.ToImmutable());
    }

    private static SheetFault[] Header(string[] header, string?[] columns)
    {
        if (!columns.Contains(SheetColumns.Reference)) return [new(1, SheetColumns.Reference, "There is no column Reference. Begin with a worklist that you downloaded here, and keep its first line.")];
        if (columns.Where(c => c is not null).GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { Key: { } twice }) return [new(1, twice, "There are two columns of this name. Keep one.")];
        return [.. header.Zip(columns).Where(c => c.Second is null && c.First.Length > 0)
            .Select(c => new SheetFault(1, c.First.Length > 60 ? c.First[..60] : c.First, "No column has this name, so nothing in it would be recorded. Remove it, or write its name as in a downloaded worklist."))];
    }

    // Spreadsheets write UTF-8, or else the old set of characters of Windows in Western Europe.
    private static string Decoded(byte[] file)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(file);
        }
    }

    // A download puts an apostrophe before a cell that a spreadsheet would take for a formula.
    private static string Plain(string cell) => cell.Length > 1 && cell[0] == '\'' && (cell[1] is '=' or '@' or '+' or '-' or '\t' or '\r') ? cell[1..] : cell;
}
