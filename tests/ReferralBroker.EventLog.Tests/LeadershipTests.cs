using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class LeadershipTests(TestCluster cluster)
{
    private readonly Guid _stream = Guid.CreateVersion7();

    [Fact]
    public async Task One_leads_and_when_it_stops_the_other_takes_over()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var standBy = await TwoAsync(log, async leader => await leader.DisposeAsync());

        await log.AppendAsync(_stream, 10, 10);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 20), "the new leader goes on");
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task One_leads_and_when_its_session_is_ended_one_leads_again()
    {
        await using var log = await TestLog.StartAsync(cluster);
        Following? ended = null;
        await using var standBy = await TwoAsync(log, async leader =>
        {
            ended = leader;
            await log.RunAsync("""
                select pg_terminate_backend(pid) from pg_locks
                 where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
                """);
        });

        await log.AppendAsync(_stream, 10, 10);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 20), "one of them goes on");
        await Eventually.TrueAsync(() => standBy.Follower.Leads || ended!.Follower.Leads, "one of them leads");
        (standBy.Follower.Leads && ended!.Follower.Leads).Should().BeFalse();
        await log.ShouldEqualTheLogAsync();
        await ended!.DisposeAsync();
    }

    [Fact]
    public async Task Of_several_that_begin_at_once_one_makes_the_tables_and_each_finds_them()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0, 3);
        var several = Enumerable.Range(0, 6).Select(_ => new Follower(log.Database, new Seen(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)).ToArray();
        await Task.WhenAll(several.Select(async follower =>
        {
            await follower.BeginAsync();
            (await log.Progress.PositionAsync("seen")).Should().Be(0, "it is there, and nothing is applied yet");
        }));
        foreach (var follower in several) follower.Dispose();
    }

    [Fact]
    public async Task A_leader_that_is_ended_in_the_middle_of_a_page_leaves_it_to_the_other()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0, 20);
        using var reached = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var hanging = new Seen
        {
            Then = async (e, target) =>
            {
                if (e.Version != 10) return;
                reached.Release();
                await goOn.WaitAsync();
            },
        };
        await using var first = new Following(log.Followers, hanging);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await using var second = new Following(log.Followers, new Seen());

        await log.RunAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 20), "the other takes over");
        goOn.Release(10);

        await Eventually.TrueAsync(() => first.Follower.Fault is not null, "the first knows that it no longer leads");
        await Eventually.TrueAsync(() => first.Follower.Fault is null, "where another leads, nothing is wrong");
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_session_that_led_may_rest_in_the_pool_as_long_as_it_likes()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using (var following = new Following(log.Followers, new Seen())) await following.LeadsAsync();

        await using var pooled = await log.Followers.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var shown = new Npgsql.NpgsqlCommand("show idle_session_timeout", pooled);

        (await shown.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be("0");
    }

    [Fact]
    public async Task Different_projections_have_leaders_of_their_own()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var one = new Following(log.Followers, new Seen("one"));
        await using var other = new Following(log.Followers, new Seen("other"));

        await one.LeadsAsync();
        await other.LeadsAsync();
    }

    [Fact]
    public async Task A_session_that_led_gives_the_lead_up_before_it_returns_to_the_pool()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Seen());

        (await log.AskAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())")).Should().Be(0);
    }

    private async Task<Following> TwoAsync(TestLog log, Func<Following, Task> loses)
    {
        var first = new Following(log.Followers, new Seen());
        var second = new Following(log.Followers, new Seen());
        await log.AppendAsync(_stream, 0, 10);
        await Eventually.TrueAsync(() => first.Follower.Leads || second.Follower.Leads, "one leads");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 10), "it follows");
        (first.Follower.Leads && second.Follower.Leads).Should().BeFalse("only one leads");
        var (leader, standBy) = first.Follower.Leads ? (first, second) : (second, first);
        await loses(leader);
        return standBy;
    }
}
