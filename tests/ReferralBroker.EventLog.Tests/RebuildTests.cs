using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class RebuildTests(TestCluster cluster)
{
    [Fact]
    public async Task What_is_rebuilt_beside_the_live_rows_while_appends_go_on_equals_them()
    {
        await using var log = await StartAsync(cluster);
        await using var following = new Following(log.Followers, new Seen());
        log.Log.Appended += _ => following.Follower.Wake();
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var stream = Guid.CreateVersion7();
            for (var version = 0; !enough.IsCancellationRequested; version += 2)
            {
                await log.AppendAsync(stream, version, 2);
                // Without a breath the rebuild, which writes row by row, would never come to the end.
                await Task.Delay(5);
            }
        })).ToArray();
        await Eventually.TrueAsync(async () => await log.Progress.PositionAsync("seen") > 100, "it follows");

        for (var round = 0; round < 3; round++)
        {
            var report = await log.RebuildAsync(new Seen());
            report.Compared.Should().BeTrue();
            report.Differences.Should().BeEmpty();
            report.Position.Should().BeGreaterThan(100);
            await Eventually.TrueAsync(async () => await log.Progress.PositionAsync("seen") > report.Position, "the live follower goes on after the switch");
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        var last = await log.AskAsync<long>("select max(position) from log.event");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", last), "the follower reaches the end");
        await log.ShouldEqualTheLogAsync();
        (await log.AskAsync<long>("select events from seen.tally")).Should().Be(await log.EventsAsync());
    }

    [Fact]
    public async Task A_row_changed_by_hand_is_reported_and_gone_after_the_switch()
    {
        await using var log = await FilledAsync(10);
        await log.RunAsync("update seen.seen set version = 99 where position = 4");
        await log.RunAsync("delete from seen.tally");

        var report = await log.RebuildAsync(new Seen());

        report.Should().BeEquivalentTo(new RebuildReport("seen", 10, 10, true, [new("seen", 2), new("tally", 1)]));
        await log.ShouldEqualTheLogAsync();
        (await log.RebuildAsync(new Seen())).Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task Rows_that_stand_twice_are_a_difference()
    {
        await using var log = await FilledAsync(3);
        await log.RunAsync("insert into seen.seen select * from seen.seen where position = 2");

        (await log.RebuildAsync(new Seen())).Differences.Should().Equal(new TableDifference("seen", 1));
    }

    [Fact]
    public async Task A_comparison_reports_and_switches_nothing()
    {
        await using var log = await FilledAsync(10);
        await log.RunAsync("update seen.seen set version = 99 where position = 4");

        var report = await new Rebuild(log.Followers, new Seen()).CompareAsync(stop: TestContext.Current.CancellationToken);

        report.Differences.Should().Equal(new TableDifference("seen", 2));
        (await log.AskAsync<int>("select version from seen.seen where position = 4")).Should().Be(99);
        (await log.Progress.AllAsync(TestContext.Current.CancellationToken)).Select(f => f.Name).Should().Equal("seen");
        (await log.AskAsync<long>("select count(*) from pg_namespace where nspname = 'seen_rebuild'")).Should().Be(0);
    }

    [Fact]
    public async Task An_interrupted_rebuild_goes_on_where_it_stopped()
    {
        await using var log = await FilledAsync(5000);
        using var stop = new CancellationTokenSource();
        var cancelled = () => new Rebuild(log.Followers, new Seen()).RunAsync(new Told(at => { if (at.Done >= 2000) stop.Cancel(); }), stop.Token);
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        await log.ShouldEqualTheLogAsync();
        var reached = await log.Progress.PositionAsync("seen_rebuild", TestContext.Current.CancellationToken);
        reached.Should().BeInRange(2000, 4999);

        var report = await log.RebuildAsync(new Seen());

        report.Should().BeEquivalentTo(new RebuildReport("seen", 5000 - reached, 5000, true, []));
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_new_version_is_rebuilt_at_the_start_and_goes_on()
    {
        await using var log = await FilledAsync(10);

        await using var following = new Following(log.Followers, new Seen(version: 2));
        await following.LeadsAsync();

        (await log.AskAsync<long>("select count(*) from seen.seen where made_by = 2")).Should().Be(10);
        (await log.AskAsync<int>("select version from log.checkpoint")).Should().Be(2);
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 11), "it goes on");
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task Rows_of_another_version_are_not_compared()
    {
        await using var log = await FilledAsync(10);

        var report = await log.RebuildAsync(new Seen(version: 2));

        report.Compared.Should().BeFalse();
        report.Differences.Should().BeEmpty();
        (await log.AskAsync<long>("select count(*) from seen.seen where made_by = 2")).Should().Be(10);
    }

    [Fact]
    public async Task A_leader_of_another_version_writes_nothing_into_rows_that_were_switched_under_it()
    {
        await using var log = await FilledAsync(10);
        var older = new Seen();
        await using var following = new Following(log.Followers, older);
        await following.LeadsAsync();
        await log.RebuildAsync(new Seen(version: 2));
        var mixed = 0L;
        older.Then = async (_, target) =>
        {
            await using var other = target.Command($"select count(*) from {target.Schema}.seen where made_by = 2");
            Interlocked.Add(ref mixed, (long)(await other.ExecuteScalarAsync())!);
        };

        var position = await log.AppendAsync(Guid.CreateVersion7(), 0);

        await Eventually.TrueAsync(() => Task.FromResult(following.Follower.Fault?.Contains("newer program", StringComparison.Ordinal) == true), "it stands by and says why");
        mixed.Should().Be(0);
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().BeLessThan(position);
        (await log.AskAsync<long>("select count(*) from seen.seen where made_by = 2")).Should().Be(10);
        (await log.AskAsync<long>("select count(*) from seen.seen where made_by <> 2")).Should().Be(0);
    }

    [Fact]
    public async Task Rows_left_by_an_interrupted_rebuild_of_another_version_are_thrown_away()
    {
        await using var log = await FilledAsync(2500);
        using var stop = new CancellationTokenSource();
        var cancelled = () => new Rebuild(log.Followers, new Seen(version: 2)).RunAsync(new Told(_ => stop.Cancel()), stop.Token);
        await cancelled.Should().ThrowAsync<OperationCanceledException>();

        (await log.RebuildAsync(new Seen(version: 3))).Events.Should().Be(2500);

        (await log.AskAsync<long>("select count(*) from seen.seen where made_by = 3")).Should().Be(2500);
    }

    [Fact]
    public async Task A_projection_that_was_never_made_cannot_be_rebuilt()
    {
        await using var log = await StartAsync(cluster);

        var rebuild = () => log.RebuildAsync(new Seen());

        (await rebuild.Should().ThrowAsync<LogException>()).WithMessage("*no projection 'seen'*");
    }

    [Fact]
    public async Task Queries_by_qualified_name_work_on_across_the_switch()
    {
        await using var log = await FilledAsync(50);
        using var enough = new CancellationTokenSource();
        var asked = 0;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                // The pool prepares these after their second use; the first keeps its session over many switches.
                await using var connection = await log.Database.OpenConnectionAsync();
                for (var i = 0; i < 20; i++)
                {
                    await using var query = new Npgsql.NpgsqlCommand("select count(*), max(t.events) from seen.seen s cross join seen.tally t where s.position > $1", connection);
                    query.Parameters.Add(new() { Value = 10L });
                    (await query.ExecuteScalarAsync()).Should().Be(40L);
                    Interlocked.Increment(ref asked);
                }
            }
        })).ToArray();

        for (var round = 0; round < 15; round++)
        {
            var before = asked;
            (await log.RebuildAsync(new Seen())).Differences.Should().BeEmpty();
            await Eventually.TrueAsync(() => asked > before + 50 || readers.Any(r => r.IsFaulted), "the readers go on");
        }

        await enough.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Live_rows_and_rows_rebuilt_from_any_checkpoint_are_the_same(int seed)
    {
        await using var log = await StartAsync(cluster);
        var random = new Random(seed);
        var versions = Enumerable.Range(0, 40).ToDictionary(_ => Guid.CreateVersion7(), _ => 0);
        async Task MoreAsync(int appends)
        {
            for (var n = 0; n < appends; n++)
            {
                var stream = versions.Keys.ElementAt(random.Next(versions.Count));
                var events = random.Next(1, 60);
                await log.AppendAsync(stream, versions[stream], events);
                versions[stream] += events;
            }
        }
        await using var following = new Following(log.Followers, new Seen());
        await following.LeadsAsync();

        for (var round = 0; round < 3; round++)
        {
            await MoreAsync(30);
            // Cut off once or more wherever it happens to be, with appends between.
            for (var cut = random.Next(3); cut > 0; cut--)
            {
                using var stop = new CancellationTokenSource();
                var at = (long)(random.NextDouble() * await log.EventsAsync());
                try { await new Rebuild(log.Followers, new Seen()).RunAsync(new Told(told => { if (told.Done >= at) stop.Cancel(); }), stop.Token); }
                catch (OperationCanceledException) { /* that is what was asked of it */ }
                await MoreAsync(5);
            }
            var report = await log.RebuildAsync(new Seen());
            report.Compared.Should().BeTrue();
            report.Differences.Should().BeEmpty();
        }

        var last = await log.AskAsync<long>("select max(position) from log.event");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", last), "the live follower goes on");
        await log.ShouldEqualTheLogAsync();
        (await log.AskAsync<long>("select events from seen.tally")).Should().Be(await log.EventsAsync());
    }

    [Fact]
    public async Task While_rows_are_compared_the_live_follower_goes_on()
    {
        await using var log = await FilledAsync(50);
        // Somebody who changes a table holds up whoever wants to read it, and that is how this comparison is held in the middle.
        await using var changing = await OpenAppend.BeginAsync(log);
        var rebuild = new Rebuild(log.Followers, new Seen());
        using var stop = new CancellationTokenSource();
        var cut = () => rebuild.RunAsync(new Told(_ => stop.Cancel()), stop.Token);
        await cut.Should().ThrowAsync<OperationCanceledException>();
        await changing.RunAsync("lock table seen_rebuild.tally in access exclusive mode");
        var comparing = rebuild.CompareAsync(stop: TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => await log.AskAsync<long>(
            "select count(*) from pg_locks where relation = 'seen_rebuild.tally'::regclass and mode = 'AccessShareLock' and not granted") == 1, "it compares, and waits for the table");

        await using var following = new Following(log.Followers, new Seen());
        var later = await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", later), "the live follower goes on");
        comparing.IsCompleted.Should().BeFalse();

        await changing.RollbackAsync();
        var report = await comparing;
        report.Should().Match<RebuildReport>(r => r.Compared && r.Position == 50 && r.Differences.Count == 0);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_switch_that_has_to_wait_for_a_reader_lets_other_readers_pass()
    {
        await using var log = await FilledAsync(50);
        await using var reader = await OpenAppend.BeginAsync(log);
        await reader.RunAsync("select count(*) from seen.seen");
        var rebuilding = log.RebuildAsync(new Seen());
        await Eventually.TrueAsync(async () => await log.AskAsync<long>(
            "select count(*) from pg_locks where locktype = 'relation' and relation = 'seen.seen'::regclass and mode = 'AccessExclusiveLock' and not granted") == 1, "the switch waits for the reader");

        (await log.SeenAsync()).Should().HaveCount(50, "another reader gets its turn");
        rebuilding.IsCompleted.Should().BeFalse();

        await reader.RollbackAsync();
        (await rebuilding).Differences.Should().BeEmpty();
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task An_older_program_goes_on_following_while_a_newer_one_rebuilds()
    {
        await using var log = await FilledAsync(50);
        await using var older = new Following(log.Followers, new Seen());
        await older.LeadsAsync();
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var slow = new Seen(version: 2)
        {
            Then = (e, _) =>
            {
                if (e.Position != 10) return Task.CompletedTask;
                begun.TrySetResult();
                return goOn.Task;
            },
        };
        await using var newer = new Following(log.Followers, slow);
        await begun.Task;

        var later = await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", later), "the older one goes on");
        older.Follower.Leads.Should().BeTrue();
        goOn.SetResult();

        await newer.LeadsAsync();
        var last = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", last), "the newer one follows");
        (await log.AskAsync<long>("select count(*) from seen.seen where made_by = 2")).Should().Be(56);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_rebuild_that_was_cut_off_is_told_from_a_follower()
    {
        await using var log = await FilledAsync(2500);
        using var stop = new CancellationTokenSource();
        var cut = () => new Rebuild(log.Followers, new Seen()).RunAsync(new Told(_ => stop.Cancel()), stop.Token);
        await cut.Should().ThrowAsync<OperationCanceledException>();

        (await log.Progress.AllAsync(TestContext.Current.CancellationToken)).Select(f => (f.Name, f.IsRebuild)).Should().Equal(("seen", false), ("seen_rebuild", true));
    }

    private async Task<TestLog> FilledAsync(int events)
    {
        var log = await StartAsync(cluster);
        for (var done = 0; done < events; done += 500) await log.AppendAsync(Guid.CreateVersion7(), 0, Math.Min(500, events - done));
        await log.CatchUpAsync(new Seen());
        return log;
    }

    private sealed class Told(Action<(long Done, long Of)> told) : IProgress<(long Done, long Of)>
    {
        public void Report((long Done, long Of) value) => told(value);
    }
}
