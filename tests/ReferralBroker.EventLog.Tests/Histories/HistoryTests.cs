using System.Diagnostics;
using System.Globalization;
using ReferralBroker.EventLog.Tests.Conformance;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests.Histories;

/// <summary>
/// Generated histories of several writers, clients and a follower that dies: whatever they do, the log keeps its word. A long run is
/// <c>HISTORIES=5000 HISTORY_SEED=1000000 dotnet test tests/ReferralBroker.EventLog.Tests --filter FullyQualifiedName~Histories</c>:
/// that many on each log, with the seeds from there on.
/// </summary>
public class HistoryTests(TestCluster cluster, RightLogs logs) : IClassFixture<RightLogs>
{
    private const int InMemory = 2000;

    /// <summary>On PostgreSQL as many as fit in this time, and at least a few.</summary>
    private static readonly TimeSpan OnPostgres = TimeSpan.FromSeconds(15);
    private const int AFew = 20;

    /// <summary>Within so many histories every fault must be found.</summary>
    private const int Enough = 1000;

    private static readonly TimeSpan ForShrinking = TimeSpan.FromSeconds(60);

    public static TheoryData<string> KeptNames { get; } = [.. KeptHistories.All.Select(kept => kept.Name)];

    public static TheoryData<string> Faulty { get; } = [.. Broken().Select(thing => thing.Name)];

    [Fact]
    public async Task In_memory_every_history_keeps_the_promises()
    {
        var tally = new Tally();
        for (var n = 0UL; n < (HowMany() ?? InMemory); n++)
            await ShouldKeepAsync(FirstSeed() + n, history => new Playing(new MemoryLog(), tally).InOrderAsync(history));
        Say(tally.ToString());
    }

    [Fact]
    public async Task On_PostgreSQL_every_history_keeps_the_promises()
    {
        var tally = new Tally();
        await using var log = await PostgresLog.StartAsync(cluster, hurried: true);
        var spent = Stopwatch.StartNew();
        for (var n = 0UL; HowMany() is { } many ? n < many : n < AFew || spent.Elapsed < OnPostgres; n++)
            await ShouldKeepAsync(FirstSeed() + n, history => new Playing(log, tally).AtOnceAsync(history));
        Say(tally.ToString());
    }

    /// <summary>What the generator could not find would not be proven by what it did not find.</summary>
    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Every_fault_is_found(string name)
    {
        var thing = Broken().Single(thing => thing.Name == name);
        for (var seed = 1UL; seed <= Enough; seed++)
        {
            var history = Generate.History(seed);
            if (await RunAsync(history) is not { } broken) continue;
            var shrunk = await Generate.ShrinkAsync(history, broken.Reason, RunAsync, CancellationToken.None);
            Say($"{thing.What}: found by history {seed}, of {history.Operations.Count} steps. Of these are needed:\n\n{shrunk}\n\n{await RunAsync(shrunk) switch { { } b => b.Message, _ => "" }}");
            return;
        }
        Assert.Fail($"{thing.What}: not found within {Enough} histories");

        Task<LawBroken?> RunAsync(History history) => new Playing(new MemoryLog(thing.Follower, thing.Faults), new Tally()).InOrderAsync(history);
    }

    [Theory]
    [MemberData(nameof(KeptNames))]
    public async Task A_kept_history_keeps_the_promises_on_right_logs_and_breaks_those_of_what_it_was_found_on(string name)
    {
        var kept = KeptHistories.All.Single(kept => kept.Name == name);
        (await PlayAsync(await logs.NamedAsync(RightLogs.InMemory), kept)).Should().BeNull();
        (await PlayAsync(await logs.NamedAsync(RightLogs.Broker), kept)).Should().BeNull();
        if (Broken().SingleOrDefault(thing => thing.Name == kept.Breaks) is { } inMemory)
            (await PlayAsync(new MemoryLog(inMemory.Follower, inMemory.Faults), kept)).Should().Be(kept.Reason);
        if (BrokenThings.Databases.Concat(BrokenThings.Followers).SingleOrDefault(thing => thing.Name == kept.Breaks) is not { } onPostgres) return;
        await using var log = await PostgresLog.StartAsync(cluster, onPostgres.Follower, onPostgres.Break);
        (await PlayAsync(log, kept)).Should().Be(kept.Reason);
    }

    private static async Task<Reason?> PlayAsync(ILogUnderTest log, Kept kept) => (await new Playing(log, new Tally()).InOrderAsync(kept.History))?.Reason;

    private static IEnumerable<BrokenThing> Broken() => BrokenThings.Followers.Skip(1).Concat(BrokenThings.OnlyInMemory);

    private static async Task ShouldKeepAsync(ulong seed, Func<History, Task<LawBroken?>> run)
    {
        var history = Generate.History(seed);
        if (await run(history) is not { } broken) return;
        using var enough = new CancellationTokenSource(ForShrinking);
        var shrunk = await Generate.ShrinkAsync(history, broken.Reason, run, enough.Token);
        Assert.Fail($"History {seed} breaks the log's word. {broken.Message}\n\nIt is kept by adding this to {nameof(KeptHistories)}:\n\n{shrunk}\n\nThe whole of it was:\n\n{history}");
    }

    private static ulong FirstSeed() => ulong.TryParse(Environment.GetEnvironmentVariable("HISTORY_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    private static ulong? HowMany() => ulong.TryParse(Environment.GetEnvironmentVariable("HISTORIES"), CultureInfo.InvariantCulture, out var many) ? many : null;

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
