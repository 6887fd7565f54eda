using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>What is published beside a hidden count does not give it away.</summary>
public sealed class TableAuditTests(TestCluster cluster, GeneratedLogs logs)
{
    public static TheoryData<string> Policies => ["central", "mhsds"];

    [Fact]
    public void Neighbours_that_give_a_small_count_away_are_hidden_and_where_there_are_none_the_whole()
    {
        // 43 is shown as 45, so at least 43; the others as 10, so at most 12 each: what is left is 7 at least, and a hidden count is 7 at most.
        HiddenBeside(43, 7, 12, 12, 12).Should().Equal(1);
        HiddenBeside(28, 7, 7, 7, 7).Should().Equal([-1], "28 is shown as 30, and four hidden counts are 28 at most");
        HiddenBeside(12, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1).Should().Equal([-1], "12 is shown as 10, and twelve hidden counts are 12 at least");
        HiddenBeside(53, 3, 20, 30).Should().BeEmpty("anything from 1 to 7 is possible");
        HiddenBeside(20, 20, 0, 0).Should().BeEmpty("nothing is hidden");
    }

    /// <summary>Every table of two by two that shows the same figures is looked at: none of the hidden counts is the same in all of them.</summary>
    [Theory, MemberData(nameof(Policies))]
    public void No_hidden_count_of_a_small_table_has_one_possible_value_among_all_tables_that_look_alike(string code)
    {
        var policy = DisclosurePolicy.Find(code)!;
        var random = new Random(1);
        var (hidden, unsafeBefore) = (0, 0);
        for (var number = 0; number < 250; number++)
        {
            long[] cells = [.. Enumerable.Range(0, 4).Select(_ => (long)random.Next(random.Next(2) == 0 ? 9 : 16))];
            var counts = Table(cells);
            hidden += counts.Count(c => policy.Count(c.Value).IsHidden);
            unsafeBefore += Pinned(counts, policy, new HashSet<string>()).Count;
            var beside = TableAudit.HiddenBeside(counts, Families, policy);
            Pinned(counts, policy, beside).Should().BeEmpty("table {0} is {1}, beside are hidden {2}", number, string.Join(' ', cells), string.Join(' ', beside));
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{code}: {hidden} hidden counts in 250 tables; {unsafeBefore} could be told before, none after");
        hidden.Should().BeGreaterThan(100);
        unsafeBefore.Should().BePositive();
    }

    [Theory, MemberData(nameof(GeneratedLogs.Seeds), MemberType = typeof(GeneratedLogs))]
    public async Task A_published_funnel_shows_no_more_than_a_live_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, random) = (new FunnelReport(broker.Database), new Random(seed));
        foreach (var by in new[] { new[] { Dimension.Sex }, [Dimension.EthnicGroup, Dimension.AgeBand], [Dimension.Service, Dimension.Month], [Dimension.Ward] })
        {
            var question = new FunnelQuestion(new(2025, 12, 1), new(2027, 1, 1), Basis.Cohort, null) { By = [.. by] };
            var policy = random.Next(2) == 0 ? DisclosurePolicy.Tens : DisclosurePolicy.Central;
            var live = (await report.AskAsync(question, policy, TestContext.Current.CancellationToken))!;
            var published = (await report.AskAsync(question, policy.ForPublication, TestContext.Current.CancellationToken))!;
            foreach (var (one, other) in live.Rows.SelectMany(r => r.Stages).Zip(published.Rows.SelectMany(r => r.Stages)))
                if (!other.Count.IsHidden) other.Count.Should().Be(one.Count);
                else other.OfFirst.Shown.Should().BeOneOf("[c]", "[z]");
            published.Notes.Should().Contain(n => n.Contains("or a count that would give such a one away", StringComparison.Ordinal));
        }
    }

    private static readonly Family<string>[] Families =
    [
        new("r0", ["00", "01"]), new("r1", ["10", "11"]), new("c0", ["00", "10"]), new("c1", ["01", "11"]), new("all", ["r0", "r1"]), new("all", ["c0", "c1"]),
    ];

    private static Dictionary<string, long> Table(long[] c) => new()
    {
        ["00"] = c[0],
        ["01"] = c[1],
        ["10"] = c[2],
        ["11"] = c[3],
        ["r0"] = c[0] + c[1],
        ["r1"] = c[2] + c[3],
        ["c0"] = c[0] + c[2],
        ["c1"] = c[1] + c[3],
        ["all"] = c.Sum(),
    };

    /// <summary>The counts that the policy hides and that are the same in every table that shows the same figures.</summary>
    private static List<string> Pinned(Dictionary<string, long> counts, DisclosurePolicy policy, IReadOnlySet<string> beside)
    {
        string Shown(string cell, long count) => beside.Contains(cell) ? "[c]" : policy.Count(count).Shown;
        var small = counts.Keys.Where(c => policy.Count(counts[c]).IsHidden).ToArray();
        var possible = small.ToDictionary(c => c, _ => new HashSet<long>());
        long[] Values(string cell) => [.. Enumerable.Range(0, 24).Select(v => (long)v).Where(v => beside.Contains(cell) || Shown(cell, v) == Shown(cell, counts[cell]))];
        foreach (var a in Values("00"))
            foreach (var b in Values("01"))
                foreach (var c in Values("10"))
                    foreach (var d in Values("11"))
                    {
                        var other = Table([a, b, c, d]);
                        if (other.All(o => o.Key.Length == 2 && char.IsDigit(o.Key[0]) || beside.Contains(o.Key) || Shown(o.Key, o.Value) == Shown(o.Key, counts[o.Key])))
                            foreach (var cell in small) possible[cell].Add(other[cell]);
                    }
        return [.. small.Where(c => possible[c].Count == 1)];
    }

    /// <summary>Which parts of a whole are hidden beside, by their place; -1 is the whole.</summary>
    private static IEnumerable<int> HiddenBeside(long whole, params long[] parts) =>
        TableAudit.HiddenBeside(parts.Select((count, at) => (at, count)).Append((-1, whole)).ToDictionary(c => c.Item1, c => c.Item2), [new Family<int>(-1, [.. Enumerable.Range(0, parts.Length)])], DisclosurePolicy.Central).Order();
}
