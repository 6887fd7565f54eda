using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class AppendRaceTests(TestCluster cluster)
{
    private const int Rounds = 100;

    [Fact]
    public async Task Of_several_appends_at_one_version_exactly_one_wins()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        await using var first = await log.Log.OpenAsync(TestContext.Current.CancellationToken);
        await using var second = await log.Log.OpenAsync(TestContext.Current.CancellationToken);
        await using var third = await log.Log.OpenAsync(TestContext.Current.CancellationToken);

        for (var version = 0; version < Rounds; version++)
        {
            var results = await Task.WhenAll(new[] { first, second, third }.Select(s => Task.Run(() => s.AppendAsync(Request(At(stream, version))))));
            results.OfType<AppendResult.Appended>().Should().ContainSingle();
            results.OfType<AppendResult.VersionConflict>().Should().HaveCount(2);
        }

        (await log.EventsAsync()).Should().Be(Rounds);
    }

    [Fact]
    public async Task Of_two_appends_that_share_one_of_their_streams_one_leaves_nothing()
    {
        await using var log = await StartAsync(cluster);
        var shared = Guid.CreateVersion7();
        await using var first = await log.Log.OpenAsync(TestContext.Current.CancellationToken);
        await using var second = await log.Log.OpenAsync(TestContext.Current.CancellationToken);

        for (var version = 0; version < Rounds; version++)
        {
            Guid left = Guid.CreateVersion7(), right = Guid.CreateVersion7();
            var results = await Task.WhenAll(
                Task.Run(() => first.AppendAsync(Request(At(left, 0), At(shared, version)))),
                Task.Run(() => second.AppendAsync(Request(At(right, 0), At(shared, version)))));
            results.OfType<AppendResult.Appended>().Should().ContainSingle();
        }

        (await log.EventsAsync()).Should().Be(2 * Rounds);
    }

    [Fact]
    public async Task Appends_that_take_the_same_streams_in_opposite_order_end_in_one_winner_and_one_conflict()
    {
        await using var log = await StartAsync(cluster);
        Guid one = Guid.CreateVersion7(), other = Guid.CreateVersion7();
        await using var first = await log.Log.OpenAsync(TestContext.Current.CancellationToken);
        await using var second = await log.Log.OpenAsync(TestContext.Current.CancellationToken);

        for (var version = 0; version < Rounds / 4; version++)
        {
            var results = await Task.WhenAll(
                Task.Run(() => first.AppendAsync(Request(At(one, version), At(other, version)))),
                Task.Run(() => second.AppendAsync(Request(At(other, version), At(one, version)))));
            results.OfType<AppendResult.Appended>().Should().ContainSingle();
            results.OfType<AppendResult.VersionConflict>().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task New_names_may_be_met_by_many_sessions_at_once()
    {
        await using var log = await StartAsync(cluster);

        for (var round = 0; round < 10; round++)
        {
            var actor = new LogActor($"u-{round}", "clinician", "o-1");
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                var request = new StreamAppend(Guid.CreateVersion7(), 0, [new($"test.round-{round}.v1", Today, "{}")]);
                await using var session = await new Log(log.Database).OpenAsync();
                return await session.AppendAsync(Request(Command($"c-{round}"), request) with { Actor = actor });
            })));
            results.Should().AllBeOfType<AppendResult.Appended>();
        }

        (await log.AskAsync<long>("select count(*) from log.event_type")).Should().Be(10);
    }
}
