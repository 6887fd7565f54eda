using System.Diagnostics;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>The right logs, each started once; every law is played on it emptied.</summary>
public sealed class RightLogs(TestCluster cluster) : IAsyncLifetime
{
    public const string Broker = "PostgreSQL, the broker's follower";
    public const string ByHand = "PostgreSQL, a follower made by hand";
    public const string InMemory = "in memory";

    private readonly Dictionary<string, ILogUnderTest> _logs = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<ILogUnderTest> NamedAsync(string name) => _logs.TryGetValue(name, out var log) ? log : _logs[name] = name switch
    {
        Broker => await PostgresLog.StartAsync(cluster),
        ByHand => await PostgresLog.StartAsync(cluster, new HandMade()),
        _ => new MemoryLog(),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs.Values) await log.DisposeAsync();
    }
}

public class ConformanceTests(RightLogs logs) : IClassFixture<RightLogs>
{
    public static TheoryData<string, string> Cases { get; } =
        [.. new[] { RightLogs.Broker, RightLogs.ByHand, RightLogs.InMemory }.SelectMany(log => Law.All.Select(law => (law.Name, log)))];

    /// <summary>Longer than any time that readers which wait a fixed time are known to wait by default.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task However_long_an_append_stays_open_it_is_not_passed_over()
    {
        var log = await logs.NamedAsync(RightLogs.Broker);
        await log.ClearAsync();
        await using var open = await log.BeginAsync();
        await open.InsertAsync(Scene.NewStream(), 1);
        await log.AppendAsync(Scene.NewStream(), 0);
        for (var held = Stopwatch.StartNew(); held.Elapsed < Long;) await log.LookAsync();
        await open.CommitAsync();

        var all = () => log.ShouldApplyAllAsync();
        await all.Should().NotThrowAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_log_keeps(string law, string log)
    {
        var broken = await Law.Named(law).CheckAsync(await logs.NamedAsync(log));
        broken.Should().BeNull();
    }
}
