using System.Globalization;

namespace ReferralBroker.Reporting.Tests.HandComputed;

/// <summary>A line of a list: its values by the names of the columns.</summary>
internal sealed class Line(IReadOnlyDictionary<string, string> values)
{
    public IEnumerable<string> Columns => values.Keys;

    /// <summary>A value; null where the column is empty.</summary>
    public string? this[string column] => values[column] is { Length: > 0 } value ? value : null;

    /// <summary>A value that cannot be missing.</summary>
    public string Of(string column) => this[column] ?? throw new InvalidOperationException($"{column} is empty in {string.Join(',', values.Values)}");

    /// <summary>The day in a column; null where it is empty.</summary>
    public DateOnly? Day(string column) => this[column] is { } day ? DateOnly.Parse(day[..10], CultureInfo.InvariantCulture) : null;

    /// <summary>The moment in a column by England's clocks. Where only a day is written it is nine in the morning.</summary>
    public DateTime Moment(string column) => MomentOf(Of(column));

    public static DateTime MomentOf(string text) => DateTime.Parse(text.Length > 10 ? text : text + " 09:00", CultureInfo.InvariantCulture);
}

/// <summary>
/// The case as it is written out in the lists beside this file: who was told of, what was said, what was sent and what became of it, and the funnels
/// that were worked out from these lists by the definitions in words, apart from the product.
/// </summary>
/// <remarks>
/// A date in the lists is the day on which it happened, and it was told the broker on that day. The exceptions are in the happenings: what was told
/// late, put right, undone or found to be a mistake. A confirmation after 13 or 26 weeks stands with the day it was told; a job is told on the day by
/// which four hours of it had been paid, where that day is known. "Worked 13/17" is 13 weeks of work within 17. Where an answer differs from what is
/// expected, the lists and the definition of the stage say who is wrong: the expectation is never taken from an answer.
/// </remarks>
internal static class WrittenOut
{
    public static readonly IReadOnlyList<Line> People = Read("People");
    public static readonly IReadOnlyList<Line> Conversations = Read("Conversations");
    public static readonly IReadOnlyList<Line> Referrals = Read("Referrals");

    /// <summary>What makes it hard: each with the reason why it is there.</summary>
    public static readonly IReadOnlyList<Line> Happenings = Read("Happenings");

    /// <summary>One line for each row of each answer, with a column for each stage; z where a stage does not apply.</summary>
    public static readonly IReadOnlyList<Line> Expected = Read("Expected");

    /// <summary>Cells that somebody counted on the lists, with the numbers of what they counted: conversations, or first referrals of their chains.</summary>
    public static readonly IReadOnlyList<Line> Counted = Read("Counted");

    public static IEnumerable<Line> Happened(string what) => Happenings.Where(h => h.Of("what") == what);

    /// <summary>When something in a column of a referral was told the broker.</summary>
    public static DateTime ToldAt(Line referral, string column, string dayColumn)
    {
        var late = Happened("late").SingleOrDefault(h => h.Of("of") == referral.Of("referral") && h.Of("detail") == column);
        return late?.Moment("recorded") ?? referral.Moment(dayColumn);
    }

    private static List<Line> Read(string name)
    {
        using var file = new StreamReader(typeof(WrittenOut).Assembly.GetManifestResourceStream($"HandComputed/{name}.csv")!);
        var lines = file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r').Split(',')).ToArray();
        return [.. lines.Skip(1).Select(values => new Line(lines[0].Zip(values).ToDictionary(v => v.First, v => v.Second)))];
    }
}
