using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Reporting.Overdue;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Tables of one breakdown, published: no sum of theirs gives a hidden count away.</summary>
public sealed class PublishedTablesTests(TestCluster cluster, GeneratedLogs logs)
{
    private static readonly Dimension[] Breakdowns = [Dimension.Sex, Dimension.AgeBand, Dimension.EthnicGroup, Dimension.Need, Dimension.EmploymentStatus, Dimension.ImdQuintile];

    [Theory]
    [InlineData("tens")]
    [InlineData("central")]
    [InlineData("mhsds")]
    public async Task No_sum_of_a_published_table_leaves_a_small_count_fewer_than_three_values(string code)
    {
        var policy = DisclosurePolicy.Find(code)!;
        var (small, tellsLive) = (0, 0);
        foreach (var seed in GeneratedLogs.Seeds.Select(s => (int)s.Data))
            foreach (var by in Breakdowns)
                foreach (var ask in Questions(await logs.OfSeedAsync(cluster, seed), by))
                {
                    var (exact, live, published) = (Cells(await ask(DisclosurePolicy.OwnCaseload)), Cells(await ask(policy)), Cells(await ask(policy.ForPublication)));
                    foreach (var (cell, shown) in published)
                        if (shown != "[c]") shown.Should().Be(live[cell], "what is published is what is shown, or hidden");
                    foreach (var (whole, parts) in Sums(exact))
                    {
                        small += parts.Append(whole).Count(c => policy.Count(long.Parse(exact[c])).IsHidden);
                        tellsLive += Told(whole, parts, exact, live, policy).Count();
                        Told(whole, parts, exact, published, policy).Should().BeEmpty("seed {0}, by {1}: {2} of {3}", seed, by, whole, string.Join(", ", parts));
                    }
                }
        TestContext.Current.TestOutputHelper!.WriteLine($"{code}: of {small} small counts in sums, tables that hide nothing beside tell {tellsLive} to within two values, published ones none");
        small.Should().BeGreaterThan(1000);
        if (policy != DisclosurePolicy.Tens) tellsLive.Should().BePositive("otherwise there is nothing to hide beside");
    }

    private static IEnumerable<Func<DisclosurePolicy, Task<ReportAnswer>>> Questions(TestBroker broker, Dimension by)
    {
        var (from, to, stop) = (new DateOnly(2025, 11, 1), new DateOnly(2027, 1, 1), TestContext.Current.CancellationToken);
        yield return async policy => (await new WaitReport(broker.Database).AskAsync(new(from, to, StageNames.Sent.Code, StageNames.FirstContact.Code, null, broker.Today) { By = [by] }, policy, stop))!;
        yield return async policy => (await new ConversionReport(broker.Database).AskAsync(new(from, to, StageNames.Sent.Code, StageNames.Accepted.Code, null) { By = [by] }, policy, stop))!;
        yield return async policy => (await new ReasonReport(broker.Database).AskAsync(new(from, to, Basis.Activity, StageNames.Declined.Code, null) { By = [by] }, policy, stop))!;
        yield return async policy => (await new OutcomesReport(broker.Database).AskAsync(new(from, to, null, broker.Today) { By = [by] }, policy, stop))!;
        yield return async policy => (await new OverdueReport(broker.Database).AskAsync(new(from, to, null, broker.Today) { By = [by] }, policy, stop))!;
        yield return async policy => (await new LogicModelReport(broker.Database).AskAsync(new(from, to, true, null), policy, stop))!;
    }

    /// <summary>The counts as they stand in the table, by what the line is of and the column.</summary>
    private static Dictionary<Cell, string> Cells(ReportAnswer answer)
    {
        var table = answer.AsTable();
        string[] counts = [.. table.Figures.Where(f => f is "count" or "of" or "referrals" or "reached" or "sent" or "overdue" or "silent" or "within_7_days" or "from_8_to_30_days" or "over_30_days" or "reached_start" or "reached_end")];
        counts.Should().NotBeEmpty();
        string Value(IReadOnlyList<string?> row, string column) => row[table.Header.ToList().IndexOf(column)] ?? "";
        var line = table.Keys.Contains("period") ? "period" : "value";
        return table.Rows.SelectMany(row => counts.Select(column => (Cell: new Cell(Value(row, line).ToLowerInvariant(), string.Join('/', table.Keys.Where(k => k is not ("breakdown" or "value" or "period")).Select(k => Value(row, k))), column), Shown: Value(row, column))))
            .Where(c => c.Shown is not ("[z]" or "")).ToDictionary(c => c.Cell, c => c.Shown);
    }

    private sealed record Cell(string Line, string Of, string Column);

    /// <summary>Sums that are so of the exact counts: the line of all together, a total of its reasons, those reached of their bands.</summary>
    private static IEnumerable<(Cell Whole, Cell[] Parts)> Sums(Dictionary<Cell, string> exact)
    {
        long Of(Cell cell) => long.Parse(exact[cell]);
        var found = exact.Keys.GroupBy(c => (c.Of, c.Column)).Select(g => (new Cell("all", g.Key.Of, g.Key.Column), g.Where(c => c.Line != "all").ToArray()))
            .Concat(exact.Keys.Where(c => c.Of.EndsWith("/all", StringComparison.Ordinal)).Select(c => (c, exact.Keys.Where(o => o != c && o.Line == c.Line && o.Column == c.Column).ToArray())))
            .Concat(exact.Keys.Where(c => c.Column == "reached").Select(c => (c, exact.Keys.Where(o => o.Line == c.Line && o.Column.EndsWith("days", StringComparison.Ordinal)).ToArray())));
        return found.Where(f => f.Item2.Length > 0 && f.Item2.Sum(Of) == Of(f.Item1));
    }

    /// <summary>The small counts that one sum leaves fewer than three values, for a reader who knows the policy and which counts are small.</summary>
    private static IEnumerable<Cell> Told(Cell whole, Cell[] parts, Dictionary<Cell, string> exact, Dictionary<Cell, string> shown, DisclosurePolicy policy)
    {
        // Once something is hidden beside, a reader cannot tell that what is hidden is some.
        var isSome = policy.ShowsZero && shown.All(s => s.Value != "[c]" || policy.Count(long.Parse(exact[s.Key])).IsHidden);
        (long Low, long High) Bounds(Cell cell) => policy.Count(long.Parse(exact[cell])) is { IsHidden: true } ? (isSome ? 1 : 0, policy.HiddenBelow - 1)
            : shown[cell] == "[c]" ? (0, 1_000_000)
            : shown[cell] == "0" ? (0, 0)
            : policy.RoundsDown ? (long.Parse(shown[cell]), long.Parse(shown[cell]) + 9)
            : (Math.Max(policy.HiddenBelow, long.Parse(shown[cell]) - 2), long.Parse(shown[cell]) + 2);
        var (all, own) = (Bounds(whole), parts.Select(p => (Cell: p, Of: Bounds(p))).ToArray());
        var (low, high) = (own.Sum(p => p.Of.Low), own.Sum(p => p.Of.High));
        bool IsFew(Cell cell, long least, long most) => policy.Count(long.Parse(exact[cell])).IsHidden && Math.Min(most, Bounds(cell).High) - Math.Max(least, Bounds(cell).Low) < 2;
        if (IsFew(whole, low, high)) yield return whole;
        foreach (var (cell, of) in own)
            if (IsFew(cell, all.Low - (high - of.High), all.High - (low - of.Low))) yield return cell;
    }
}
