using Npgsql;
using ReferralBroker.EventLog.Drills;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class LateCommitTests(TestCluster cluster)
{
    private readonly Guid _late = Guid.CreateVersion7();
    private readonly Guid _early = Guid.CreateVersion7();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_position_that_is_still_open_is_waited_for(bool commits)
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Seen());
        await using var open = await OpenAppend.BeginAsync(log);
        var first = await open.InsertAsync(_late, 1);
        var second = await log.AppendAsync(_early, 0);
        second.Should().Be(first + 1);

        var following = log.CatchUpAsync(new Seen());
        await LookedAsync(log, following);
        (await log.SeenAsync()).Should().BeEmpty("the position before it may still become visible");
        following.IsCompleted.Should().BeFalse();

        if (commits) await open.CommitAsync(); else await open.RollbackAsync();
        await following;
        (await log.SeenAsync()).Should().Equal(commits ? [first, second] : [second]);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_open_position_at_the_end_of_the_log_is_not_passed_over()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_early, 0);
        await using var open = await OpenAppend.BeginAsync(log);
        await open.InsertAsync(_late, 1);

        var following = log.CatchUpAsync(new Seen());
        await LookedAsync(log, following);
        await open.CommitAsync();
        await following;
        await log.CatchUpAsync(new Seen());

        await log.ShouldEqualTheLogAsync();
        (await log.EventsAsync()).Should().Be(2);
    }

    [Fact]
    public async Task A_rebuild_goes_no_further_than_what_is_settled()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_early, 0);
        await log.CatchUpAsync(new Seen());
        await using var open = await OpenAppend.BeginAsync(log);
        await open.InsertAsync(_late, 1);
        await log.AppendAsync(_early, 1);

        var report = await log.RebuildAsync(new Seen());

        report.Events.Should().Be(1);
        await open.CommitAsync();
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_unrelated_transaction_that_writes_elsewhere_holds_nobody_up()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("create table public.elsewhere (x integer)");
        await using var open = await OpenAppend.BeginAsync(log);
        await open.RunAsync("insert into public.elsewhere values (1); select pg_current_xact_id(); select count(*) from log.event");
        await log.AppendAsync(_early, 0, 3);

        await log.CatchUpAsync(new Seen()).WaitAsync(Patiently.Bound, TestContext.Current.CancellationToken);

        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_append_that_is_open_in_another_database_of_the_same_template_holds_nobody_up()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var name = await log.AskAsync<string>("select current_database()::text");
        log.Database.Clear();
        await using var twin = LogDatabase.Open(await cluster.NewDatabaseAsync(name));
        await using var connection = await twin.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var touch = new NpgsqlCommand($"lock table {EventTable.Name} in row exclusive mode", connection);
        await touch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await log.AppendAsync(_early, 0);

        await log.CatchUpAsync(new Seen()).WaitAsync(Patiently.Bound, TestContext.Current.CancellationToken);

        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_aborted_append_stalls_nobody()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using (var aborted = await OpenAppend.BeginAsync(log))
        {
            for (var version = 1; version <= 20; version++) await aborted.InsertAsync(_late, version);
            await aborted.RollbackAsync();
        }
        await log.CatchUpAsync(new Seen());
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(0, "a checkpoint moves only to what was seen");

        var position = await log.AppendAsync(_early, 0);
        await log.CatchUpAsync(new Seen());

        position.Should().Be(21);
        (await log.SeenAsync()).Should().Equal(position);
    }

    [Fact]
    public async Task A_log_that_was_never_used_has_nothing_to_apply()
    {
        await using var log = await TestLog.StartAsync(cluster);

        await log.CatchUpAsync(new Seen());

        (await log.SeenAsync()).Should().BeEmpty();
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(0);
        await log.AppendAsync(_early, 0);
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    /// <summary>Until the follower has looked at the open transactions several times since now, or has stopped looking.</summary>
    private static async Task LookedAsync(TestLog log, Task following)
    {
        var looks = new HashSet<DateTime>();
        await Eventually.TrueAsync(async () =>
        {
            if (await log.AskAsync<object>("""
                select coalesce(max(query_start), '-infinity') from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and query like '%from pg_locks%RowExclusiveLock%'
                """) is DateTime look && look != DateTime.MinValue) looks.Add(look);
            return looks.Count >= 5 || following.IsCompleted;
        }, "the follower looks again and again");
    }
}
