using System.Globalization;
using CsvHelper;

namespace ReferralBroker.Exchange.Csv;

/// <summary>Reads a table with a header from RFC 4180 CSV.</summary>
public static class CsvRows
{
    /// <summary>The rows, each by the names of its columns.</summary>
    /// <exception cref="CsvHelperException">The text is no such table.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(TextReader text)
    {
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (csv.Read()) rows.Add(csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name) ?? ""));
        return rows;
    }
}
