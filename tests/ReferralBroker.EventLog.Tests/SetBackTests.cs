using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class SetBackTests(TestCluster cluster)
{
    [Fact]
    public async Task A_log_that_was_set_back_behind_a_follower_raises_the_alarm()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await using var following = new Following(log.Followers, new Seen());
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 5), "it follows");

        await log.RunAsync($"select setval('{EventTable.Sequence}', 2)");

        await Eventually.TrueAsync(() => following.Follower.Fault is not null, "the alarm is raised");
        following.Follower.Fault.Should().Contain("last position is 2").And.Contain("already seen 5").And.Contain("Rebuild");
    }

    [Fact]
    public async Task After_a_rebuild_it_follows_again()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        await log.AppendAsync(stream, 0, 2);
        await log.CatchUpAsync(new Seen());
        // As if three more had been applied, and the log then put back to a copy of before.
        await log.RunAsync("insert into seen.seen select n, $1, n, true, 1 from generate_series(3, 5) as n", stream);
        await log.RunAsync("update log.checkpoint set position = 5");

        (await log.RebuildAsync(new Seen())).Differences.Should().Equal(new TableDifference("seen", 3));
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(2);
        await log.AppendAsync(stream, 2);
        await log.CatchUpAsync(new Seen());

        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_append_that_draws_a_position_again_is_no_version_conflict()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await log.RunAsync($"select setval('{EventTable.Sequence}', 2)");

        var append = () => log.AppendAsync(Request(At(Guid.CreateVersion7(), 0)));

        (await append.Should().ThrowAsync<LogException>()).WithMessage($"*{EventTable.Sequence}*");
        (await log.EventsAsync()).Should().Be(5);
    }
}
