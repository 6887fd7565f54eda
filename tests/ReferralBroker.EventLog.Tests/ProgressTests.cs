using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class ProgressTests(TestCluster cluster)
{
    [Fact]
    public async Task A_position_is_reached_once_it_is_applied()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var following = new Following(log.Followers, new Seen());
        await following.LeadsAsync();
        var position = await log.AppendAsync(Guid.CreateVersion7(), 0, 2);
        following.Follower.Wake();

        (await log.Progress.ReachedAsync("seen", position, TestContext.Current.CancellationToken)).Should().BeTrue();

        (await log.SeenAsync()).Should().Equal(position - 1, position);
    }

    [Fact]
    public async Task A_position_that_does_not_exist_is_not_reached()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var position = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Seen());

        var answers = await Task.WhenAll(
            log.Progress.ReachedAsync("seen", position + 1, TestContext.Current.CancellationToken),
            log.Progress.ReachedAsync("unknown", 0, TestContext.Current.CancellationToken));

        answers.Should().Equal(false, false);
    }

    [Fact]
    public async Task What_followers_have_still_to_do_is_counted()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        await log.CatchUpAsync(new Seen("done"));
        await log.CatchUpAsync(new Seen("late"));
        await log.AppendAsync(Guid.CreateVersion7(), 0, 4);
        await log.CatchUpAsync(new Seen("done"));
        await log.RunAsync("update log.checkpoint set moved_at = moved_at - interval '1 hour'");

        var all = await log.Progress.AllAsync(TestContext.Current.CancellationToken);

        all.Select(f => (f.Name, f.Position, f.Behind, f.Parked)).Should().Equal(("done", 7, 0, 0), ("late", 3, 4, 0));
        all[0].LagSeconds.Should().Be(0);
        all[1].LagSeconds.Should().BeGreaterThan(3599);
    }
}
