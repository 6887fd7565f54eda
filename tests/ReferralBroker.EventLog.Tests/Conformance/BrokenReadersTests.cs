using System.Text;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>
/// The suite can fail: every law is played on logs and followers that are broken on purpose, and each must catch exactly what the table says it
/// catches, for the reason that the table names. A broken thing that passes where it should not, or a law that nothing breaks, is a failure here.
/// </summary>
public class BrokenReadersTests(TestCluster cluster)
{
    /// <summary>How often the whole table is played: what a law catches, it catches each time.</summary>
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("CONFORMANCE_ROUNDS"), out var rounds) ? rounds : 1;

    [Fact]
    public async Task On_PostgreSQL_each_broken_thing_is_caught_by_the_laws_that_the_table_names_and_by_no_other() =>
        await ShouldComeOutAsync("PostgreSQL", [.. BrokenThings.Databases, .. BrokenThings.Followers], async thing => await PostgresLog.StartAsync(cluster, thing.Follower, thing.Break));

    [Fact]
    public async Task In_memory_each_broken_thing_is_caught_by_the_laws_that_the_table_names_and_by_no_other() =>
        await ShouldComeOutAsync("in memory", [.. BrokenThings.Followers, .. BrokenThings.OnlyInMemory], thing => Task.FromResult<ILogUnderTest>(new MemoryLog(thing.Follower, thing.Faults)));

    [Fact]
    public void There_is_no_law_that_nothing_breaks() =>
        Law.All.Select(law => law.Name).Except([.. BrokenThings.Followers.Concat(BrokenThings.Databases).Concat(BrokenThings.OnlyInMemory).SelectMany(thing => thing.Expected.Keys)]).Should().BeEmpty();

    private static async Task ShouldComeOutAsync(string where, BrokenThing[] things, Func<BrokenThing, Task<ILogUnderTest>> start)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var columns = new Dictionary<string, LawBroken?>[things.Length];
            await Parallel.ForEachAsync(Enumerable.Range(0, things.Length), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (i, _) =>
            {
                await using var log = await start(things[i]);
                columns[i] = [];
                foreach (var law in Law.All) columns[i][law.Name] = await law.CheckAsync(log);
            });
            if (round == 0) TestContext.Current.TestOutputHelper?.WriteLine(Table(where, things, columns));
            Unexpected(things, columns).Should().BeEmpty();
        }
    }

    private static IEnumerable<string> Unexpected(BrokenThing[] things, Dictionary<string, LawBroken?>[] columns) =>
        from column in things.Zip(columns)
        from law in Law.All
        let expected = column.First.Expected.TryGetValue(law.Name, out var reason) ? reason : (Reason?)null
        let broken = column.Second[law.Name]
        where broken?.Reason != expected
        select $"{column.First.Name} x {law.Name}: expected {expected?.ToString() ?? "green"}, was {broken?.Message ?? "green"}";

    private static string Table(string where, BrokenThing[] things, Dictionary<string, LawBroken?>[] columns)
    {
        var table = new StringBuilder().AppendLine(where).AppendLine();
        foreach (var thing in things) table.AppendLine($"  {thing.Name,-9} {thing.What}");
        table.AppendLine().AppendLine(Row("", things.Select(thing => thing.Name)));
        foreach (var law in Law.All) table.AppendLine(Row(law.Name.Replace('_', ' '), columns.Select(column => column[law.Name]?.Reason.ToString() ?? ".")));
        return table.ToString();

        string Row(string head, IEnumerable<string> cells) =>
            $"{head,-90}{string.Concat(cells.Zip(things.Zip(columns), (cell, column) => cell.PadRight(Width(column.First, column.Second))))}".TrimEnd();
    }

    private static int Width(BrokenThing thing, Dictionary<string, LawBroken?> column) =>
        2 + column.Values.Select(broken => broken?.Reason.ToString().Length ?? 1).Append(thing.Name.Length).Max();
}
