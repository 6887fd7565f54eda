using System.Collections.Concurrent;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Testing;

[assembly: AssemblyFixture(typeof(ReferralBroker.Reporting.Tests.GeneratedLogs))]

namespace ReferralBroker.Reporting.Tests;

/// <summary>The logs that seeds make, each made once for all tests that only read it.</summary>
public sealed class GeneratedLogs : IAsyncDisposable
{
    public const int Steps = 260;

    private readonly ConcurrentDictionary<int, Lazy<Task<TestBroker>>> _made = new();

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    internal Task<TestBroker> OfSeedAsync(TestCluster cluster, int seed) => _made.GetOrAdd(seed, s => new(() => MakeAsync(cluster, s))).Value;

    internal static Task<TestBroker> NewAsync(TestCluster cluster) =>
        TestBroker.StartAsync(cluster, projections:
        [new DirectoryProjection(), new StagesProjection(), new WorklistProjection(), new InPages(new StagesProjection(), "stages_one", 1), new InPages(new StagesProjection(), "stages_three", 3), new InPages(new WorklistProjection(), "worklist_one", 1)]);

    private static async Task<TestBroker> MakeAsync(TestCluster cluster, int seed)
    {
        var broker = await NewAsync(cluster);
        await new RandomScript(broker, seed).RunAsync(Steps);
        await broker.CatchUpAsync();
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var made in _made.Values) await (await made.Value).DisposeAsync();
    }
}
