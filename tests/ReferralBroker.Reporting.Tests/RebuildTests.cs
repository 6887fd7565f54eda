using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>What is applied event by event is what comes of applying it all again.</summary>
public sealed class RebuildTests(TestCluster cluster, GeneratedLogs logs)
{
    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Every_projection_rebuilt_equals_the_live_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        foreach (var projection in broker.Projections)
        {
            var report = await broker.CompareAsync(projection);
            report.Compared.Should().BeTrue("{0} has nothing parked, seed {1}", projection.Name, seed);
            report.Differences.Should().BeEmpty("{0}, seed {1}", projection.Name, seed);
            report.Events.Should().Be(await broker.AskAsync<long>("select count(*) from log.event"));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task What_was_applied_event_by_event_equals_what_was_applied_in_pages(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        foreach (var small in broker.Projections.OfType<InPages>())
        {
            var tables = await broker.AskAsync<string[]>("select array_agg(tablename::text) from pg_tables where schemaname = $1", small.Of);
            tables.Should().NotBeEmpty();
            foreach (var table in tables)
                (await DifferencesAsync(broker, $"{small.Of}.{table}", $"{small.Name}.{table}")).Should().Be(0, "{0} of {1}, seed {2}", table, small.Name, seed);
        }
    }

    internal static Task<long> DifferencesAsync(TestBroker broker, string one, string other) => broker.AskAsync<long>($"""
        select count(*) from (
            (select t::text from {one} t except all select t::text from {other} t)
            union all
            (select t::text from {other} t except all select t::text from {one} t)) as odd
        """);

    /// <summary>Pages of a live follower are as large as the moment makes them: here each holds one command's events.</summary>
    [Fact]
    public async Task What_was_applied_command_by_command_equals_what_was_applied_at_once()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var script = new RandomScript(broker, 6);
        for (var step = 0; step < 60; step++)
        {
            await script.RunAsync(1);
            await broker.CatchUpAsync();
        }
        foreach (var projection in broker.Projections)
            (await broker.CompareAsync(projection)).Differences.Should().BeEmpty("{0}", projection.Name);
    }
}
