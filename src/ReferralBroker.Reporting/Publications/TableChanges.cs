namespace ReferralBroker.Reporting.Publications;

/// <summary>A line of a table that says something else than it did.</summary>
/// <param name="Key">What the line is of: the values of its key columns.</param>
/// <param name="Figures">Each figure that changed: its column, what it was, what it is; null where the line was not, or is not, there.</param>
public sealed record ChangedLine(IReadOnlyList<string?> Key, IReadOnlyList<ChangedFigure> Figures);

/// <summary>A figure that changed.</summary>
public sealed record ChangedFigure(string Column, string? Before, string? After);

/// <summary>What is different between two tables of the same report.</summary>
public static class TableChanges
{
    /// <summary>The lines whose figures differ, in the order of the later table; those that are gone come last.</summary>
    public static IReadOnlyList<ChangedLine> Between(ReportTable before, ReportTable after)
    {
        var was = ByKey(before);
        var now = ByKey(after);
        return
        [
            .. now.Select(line => Change(line.Value.Key, was.GetValueOrDefault(line.Key), line.Value, after)).OfType<ChangedLine>(),
            .. was.Where(line => !now.ContainsKey(line.Key)).Select(line => Change(line.Value.Key, line.Value, null, before)).OfType<ChangedLine>(),
        ];
    }

    private static ChangedLine? Change(IReadOnlyList<string?> key, Line? before, Line? after, ReportTable table)
    {
        ChangedFigure[] changed = [.. table.Figures.Select((column, at) => new ChangedFigure(column, before?.Figures[at], after?.Figures[at])).Where(f => f.Before != f.After)];
        return changed.Length == 0 ? null : new(key, changed);
    }

    private static Dictionary<string, Line> ByKey(ReportTable table)
    {
        var (keys, figures) = (At(table, table.Keys), At(table, table.Figures));
        // An empty cell of a file and a figure that is not there are the same.
        static string? Cell(IReadOnlyList<string?> row, int at) => row[at] is { Length: > 0 } text ? text : null;
        return table.Rows.Select(row => new Line([.. keys.Select(at => Cell(row, at))], [.. figures.Select(at => Cell(row, at))])).ToDictionary(l => string.Join('\u001f', l.Key));
    }

    private static int[] At(ReportTable table, IReadOnlyList<string> columns) => [.. columns.Select(column => Array.IndexOf([.. table.Header], column))];

    private sealed record Line(IReadOnlyList<string?> Key, IReadOnlyList<string?> Figures);
}
