using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class IncarnationTests(TestCluster cluster)
{
    [Fact]
    public async Task A_projection_of_another_incarnation_is_refused_until_it_is_rebuilt()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await log.CatchUpAsync(new Seen());
        await log.RunAsync("update log.incarnation set id = gen_random_uuid()");
        await using (var following = new Following(log.Followers, new Seen()))
        {
            await Eventually.TrueAsync(() => following.Follower.Fault is not null, "it is refused");
            following.Follower.Fault.Should().Contain("earlier incarnation").And.Contain("rebuild seen");
            following.Follower.Leads.Should().BeFalse();
        }

        var report = await log.RebuildAsync(new Seen());

        report.Compared.Should().BeFalse("rows of another life of the log are no measure");
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_checkpoint_beyond_the_end_of_the_restored_log_is_left_behind()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await log.CatchUpAsync(new Seen());
        await log.RunAsync("update log.checkpoint set position = 100");
        await log.RunAsync("update log.incarnation set id = gen_random_uuid()");

        await log.RebuildAsync(new Seen());

        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(5);
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_position_below_such_a_checkpoint_that_commits_late_is_not_lost()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await log.CatchUpAsync(new Seen());
        await log.RunAsync("update log.checkpoint set position = 100");
        await log.RunAsync("update log.incarnation set id = gen_random_uuid()");
        await using var open = await OpenAppend.BeginAsync(log);
        await open.InsertAsync(Guid.CreateVersion7(), 1);
        await log.AppendAsync(Guid.CreateVersion7(), 0);

        var rebuilding = log.RebuildAsync(new Seen());
        await Eventually.TrueAsync(async () => rebuilding.IsCompleted || await log.Progress.PositionAsync("seen_rebuild") >= 0, "the rebuild is under way");
        await open.CommitAsync();
        await rebuilding;
        await log.CatchUpAsync(new Seen());

        await log.ShouldEqualTheLogAsync();
        (await log.EventsAsync()).Should().Be(7);
    }
}
