using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace ReferralBroker.Exchange.Csv;

/// <summary>Writes a table as RFC 4180 CSV, UTF-8 with a byte order mark so that spreadsheets read it right.</summary>
public static class CsvTable
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        // Left alone, the writer looks only for the line end that is set: either sign of it alone would break a line in two for a reader.
        ShouldQuote = args => ConfigurationFunctions.ShouldQuote(args) || args.Field.AsSpan().ContainsAny('\r', '\n'),
        // A cell that begins like a formula would be run by a spreadsheet: it gets an apostrophe before it.
        InjectionOptions = InjectionOptions.Escape,
    };

    /// <summary>The same as text, without the byte order mark.</summary>
    public static async Task<string> TextAsync(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows, CancellationToken stop = default)
    {
        using var bytes = new MemoryStream();
        await WriteAsync(bytes, header, rows, stop);
        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).TrimStart('\uFEFF');
    }

    /// <summary>Reads such a text back: its header and its rows.</summary>
    public static (IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string?>> Rows) Read(string text)
    {
        using var csv = new CsvParser(new StringReader(text), Configuration);
        var rows = new List<IReadOnlyList<string?>>();
        while (csv.Read()) rows.Add(csv.Record!);
        return rows.Count == 0 ? ([], []) : ([.. rows[0].Select(cell => cell ?? "")], rows[1..]);
    }

    /// <summary>Writes the header and the rows.</summary>
    /// <param name="output">Where to; it is left open.</param>
    /// <param name="header">The columns' names.</param>
    /// <param name="rows">The cells of each row, as many as there are columns.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ArgumentException">A row has another number of cells than the header.</exception>
    public static async Task WriteAsync(Stream output, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows, CancellationToken stop = default)
    {
        await using var text = new StreamWriter(output, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration, leaveOpen: true);
        foreach (var name in header) csv.WriteField(name);
        await csv.NextRecordAsync();
        foreach (var row in rows)
        {
            if (row.Count != header.Count) throw new ArgumentException($"A row has {row.Count} cells, the header {header.Count}.", nameof(rows));
            stop.ThrowIfCancellationRequested();
            foreach (var cell in row) csv.WriteField(cell);
            await csv.NextRecordAsync();
        }
    }
}
