using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class ExactlyOnceTests(TestCluster cluster)
{
    private readonly Guid _stream = Guid.CreateVersion7();

    [Fact]
    public async Task A_projection_that_fails_after_writing_leaves_neither_rows_nor_checkpoint()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Seen());
        await log.AppendAsync(_stream, 0, 3);
        // A fault that is not the event's: nothing is parked, the page is left for the next try.
        var failing = new Seen { Then = (e, _) => e.Version == 3 ? throw new LogException("not now") : Task.CompletedTask };

        await ((Func<Task>)(() => log.CatchUpAsync(failing))).Should().ThrowAsync<LogException>();

        (await log.SeenAsync()).Should().BeEmpty();
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(0);
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_session_that_is_ended_in_the_middle_of_a_page_applies_nothing_twice()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0, 30);
        var ended = 0;
        var projection = new Seen
        {
            Then = (e, target) => e.Version == 20 && Interlocked.Increment(ref ended) == 1 ? Seen.EndSessionAsync(target.Connection) : Task.CompletedTask,
        };
        await using var following = new Following(log.Followers, projection);

        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 30), "it starts again from its checkpoint");

        ended.Should().Be(2, "the page was applied again after the session was gone");
        await log.ShouldEqualTheLogAsync();
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0, "a lost session is no fault of the event");
        await Eventually.TrueAsync(() => following.Follower.Fault is null, "it works again");
    }

    [Fact]
    public async Task A_page_that_is_stopped_applies_nothing_twice()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0, 30);
        using var stop = new CancellationTokenSource();
        var projection = new Seen { Then = (e, _) => e.Version == 20 ? stop.CancelAsync() : Task.CompletedTask };
        using (var follower = new Follower(log.Followers, projection, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
            await follower.RunAsync(stop.Token);
        (await log.SeenAsync()).Should().BeEmpty();

        await log.CatchUpAsync(new Seen());

        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_transient_fault_of_the_server_parks_nothing()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0, 3);
        var faults = 0;
        var projection = new Seen
        {
            Then = (_, target) => Interlocked.Increment(ref faults) == 1
                ? target.RunAsync("do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$", CancellationToken.None)
                : Task.CompletedTask,
        };
        await using var following = new Following(log.Followers, projection);

        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 3), "it tries again");

        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.ShouldEqualTheLogAsync();
    }
}
