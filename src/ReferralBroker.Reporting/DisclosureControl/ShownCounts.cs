using ReferralBroker.Reporting.Parts;

namespace ReferralBroker.Reporting.DisclosureControl;

/// <summary>Columns of a table of which one holds what the others hold together.</summary>
/// <param name="Whole">The one.</param>
/// <param name="Parts">The others.</param>
internal sealed record ColumnSum(string Whole, IReadOnlyList<string> Parts);

/// <summary>
/// The counts of a table as they may leave: each by itself passes the policy, and under one for published tables those are hidden too that would tell a
/// small one, from the line of all together or from a column that holds others.
/// </summary>
internal sealed class ShownCounts
{
    private readonly Dictionary<(string? Row, string Column), long> _counts;
    private readonly IReadOnlySet<(string? Row, string Column)> _beside;
    private readonly DisclosurePolicy _policy;

    /// <param name="rows">The rows besides all together.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="count">The exact count of a row and a column; of no row for all together.</param>
    /// <param name="sums">Which columns hold which.</param>
    /// <param name="policy">What may leave.</param>
    public ShownCounts(IEnumerable<string> rows, IReadOnlyList<string> columns, Func<string?, string, long> count, IReadOnlyList<ColumnSum> sums, DisclosurePolicy policy)
    {
        string?[] all = [null, .. rows];
        (_policy, _counts) = (policy, all.SelectMany(row => columns.Select(column => (Row: row, Column: column))).ToDictionary(cell => cell, cell => count(cell.Row, cell.Column)));
        _beside = !policy.HidesBeside ? new HashSet<(string?, string)>() : TableAudit.HiddenBeside(_counts,
        [
            .. all.Length == 1 ? [] : columns.Select(column => new Family<(string? Row, string Column)>((null, column), [.. all.Skip(1).Select(row => (row, column))])),
            .. all.SelectMany(row => sums.Select(sum => new Family<(string? Row, string Column)>((row, sum.Whole), [.. sum.Parts.Select(part => (row, part))]))),
        ], policy);
    }

    /// <summary>The same of numbers that each count by themselves: they add up to all together.</summary>
    public ShownCounts(IEnumerable<string> rows, IReadOnlyList<CountedNumber> numbers, IReadOnlyDictionary<(string Key, string Number), long> counts, IReadOnlyList<ColumnSum> sums, DisclosurePolicy policy)
        : this(rows, [.. numbers.Select(n => n.Code)], (row, number) => row is null ? counts.Where(c => c.Key.Number == number).Sum(c => c.Value) : counts.GetValueOrDefault((row, number)), sums, policy)
    {
    }

    /// <summary>A count as it may leave.</summary>
    public Figure Of(string? row, string column) => _beside.Contains((row, column)) ? Figure.Hidden : _policy.Count(_counts[(row, column)]);
}
