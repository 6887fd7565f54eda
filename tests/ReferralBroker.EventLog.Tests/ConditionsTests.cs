using Npgsql;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

/// <summary>Each condition the followers' mechanism rests on, broken: the guard that refuses it, or the alarm that tells.</summary>
public class ConditionsTests(TestCluster cluster)
{
    private readonly Guid _stream = Guid.CreateVersion7();

    [Theory]
    [InlineData($"alter sequence {EventTable.Sequence} cache 10", $"*cache 10*alter sequence {EventTable.Sequence} cache 1*")]
    [InlineData($"alter sequence {EventTable.Sequence} increment 2", "*must go up by 1*")]
    [InlineData($"alter sequence {EventTable.Sequence} cycle", "*never begin anew*")]
    [InlineData($"alter table {EventTable.Name} disable trigger event_never_changes", "*event_never_changes*enable trigger*")]
    [InlineData("alter table log.command disable trigger all", "*command_never_changes, command_never_truncated*")]
    [InlineData($"drop trigger event_never_truncated on {EventTable.Name}", "*event_never_truncated*")]
    [InlineData($"select setval('{EventTable.Sequence}', 2)", $"*stands at 2, behind the log's last event at 3*setval('{EventTable.Sequence}', 3)*verify*")]
    public async Task What_breaks_a_condition_is_refused_at_the_start_and_by_a_follower_that_takes_the_lead(string breaks, string message)
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0, 3);
        await LogConditions.CheckAsync(log.Database, TestContext.Current.CancellationToken);
        await log.RunAsync(breaks);

        var check = () => LogConditions.CheckAsync(log.Database);
        var follow = () => log.CatchUpAsync(new Seen());

        (await check.Should().ThrowAsync<LogException>()).WithMessage(message);
        (await follow.Should().ThrowAsync<LogException>()).WithMessage(message);
    }

    [Fact]
    public async Task Sessions_that_would_keep_one_snapshot_for_several_statements_are_refused()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(log.ConnectionString) { Options = "-c default_transaction_isolation=repeatable\\ read" });

        var check = () => LogConditions.CheckAsync(other);

        (await check.Should().ThrowAsync<LogException>()).WithMessage("*isolation 'repeatable read'*'read committed'*");
    }

    [Fact]
    public async Task Every_session_of_the_logs_own_has_limits_on_what_it_can_hold_up()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var longWork = LogDatabase.OpenForLongWork(log.ConnectionString);
        foreach (var (pool, statement) in new[] { (log.Database, "30s"), (log.Followers, "2min"), (longWork, "30min") })
        {
            await using var command = pool.CreateCommand("""
                select concat_ws(' ', current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'),
                                 current_setting('synchronous_commit'), current_setting('default_transaction_isolation'))
                """);
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be($"{statement} 30s on read committed");
        }
    }

    [Fact]
    public async Task A_prepared_append_is_waited_for_and_named()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var gid = $"left behind {_stream}";
        await using (var append = await OpenAppend.BeginAsync(log))
        {
            await append.InsertAsync(_stream, 1);
            await append.RunAsync($"prepare transaction '{gid}'");
        }
        var later = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await using var following = new Following(log.Followers, new Seen());
        await following.LeadsAsync();

        var holds = new LogHolds(log.Database);
        await using var idle = await OpenAppend.BeginAsync(log);
        await idle.RunAsync("select count(*) from log.actor");
        await Eventually.TrueAsync(async () => (await holds.AskAsync(TimeSpan.Zero, TimeSpan.Zero)).Any(h => h is { HoldsFollowers: true, State: "prepared", Process: null } && h.Who == gid), "it is named");
        (await holds.AskAsync(TimeSpan.Zero, TimeSpan.Zero, TestContext.Current.CancellationToken)).Should().Contain(h => !h.HoldsFollowers && h.Process != null);
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().BeLessThan(later);

        await log.RunAsync($"commit prepared '{gid}'");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", later), "it goes on once that has ended");
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_log_of_another_edition_is_refused_with_the_way_over_and_left_as_it_is()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0);
        // No other edition has this one's sequence.
        await log.RunAsync($"alter sequence {EventTable.Sequence} rename to elsewhere");

        var start = () => LogConditions.CheckAsync(log.Database);
        var migrate = () => LogSchema.MigrateAsync(log.Database);

        (await start.Should().ThrowAsync<LogException>()).WithMessage("*not those of this edition*log export*log import*");
        (await migrate.Should().ThrowAsync<LogException>()).WithMessage("*not those of this edition*");
        (await log.AskAsync<bool>($"select to_regclass('{EventTable.Sequence}') is null")).Should().BeTrue();
    }

    [Fact]
    public async Task Positions_drawn_by_hand_are_holes_and_no_more()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync($"select nextval('{EventTable.Sequence}') from generate_series(1, 50)");

        var position = await log.AppendAsync(_stream, 0);
        await log.CatchUpAsync(new Seen());

        position.Should().Be(51);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_event_slipped_in_below_the_checkpoint_by_hand_is_found_by_the_comparison()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync($"select nextval('{EventTable.Sequence}')");
        await log.AppendAsync(_stream, 0, 3);
        await log.CatchUpAsync(new Seen());
        var slippedIn = Guid.CreateVersion7();
        await log.RunAsync(EventTableByHand.BeginStream, slippedIn);
        await log.RunAsync(EventTableByHand.InsertFirst, slippedIn, 1);
        await log.CatchUpAsync(new Seen());

        var report = await new Rebuild(log.Followers, new Seen()).CompareAsync(stop: TestContext.Current.CancellationToken);

        report.Differences.Should().BeEquivalentTo([new TableDifference("seen", 1), new TableDifference("tally", 2)]);
    }

    [Theory]
    [InlineData($"truncate {EventTable.Name} cascade")]
    [InlineData("truncate log.command")]
    [InlineData($"select setval('{EventTable.Sequence}', 1)")]
    [InlineData($"alter table {EventTable.Name} disable trigger all")]
    [InlineData($"alter sequence {EventTable.Sequence} cache 10")]
    [InlineData("set session_replication_role = replica")]
    public async Task The_role_that_serves_can_undo_neither_the_log_nor_its_guards(string attempt)
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(_stream, 0);
        await using var serving = await ServingRole.OpenAsync(log);
        await LogRights.CheckAsync(serving.Database, TestContext.Current.CancellationToken);

        var undo = () => serving.RunAsync(attempt);

        (await undo.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }
}
