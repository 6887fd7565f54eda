using Npgsql;
using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.LogFiles;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

/// <summary>Where an import may go, and what goes on around it meanwhile.</summary>
public sealed class LogImportTests(TestCluster cluster) : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly LogFiles _files = new();
    private readonly Guid _stream = Guid.CreateVersion7();

    [Fact]
    public async Task A_log_that_holds_anything_is_refused_and_stays_as_it_is()
    {
        var file = await FileOfAsync(10);
        await using var log = await StartAsync(cluster);
        await FillAsync(log);
        var before = await AllOfAsync(log);

        await ((Func<Task>)(() => ImportAsync(log, file))).Should().ThrowAsync<LogException>().WithMessage("The log is not empty*Nothing was changed*migrate*");

        (await AllOfAsync(log)).Should().Be(before);
    }

    [Fact]
    public async Task A_second_import_is_refused()
    {
        var file = await FileOfAsync(10);
        await using var log = await StartAsync(cluster);
        await ImportAsync(log, file);
        var incarnation = await log.AskAsync<Guid>("select id from log.incarnation");

        await ((Func<Task>)(() => ImportAsync(log, file))).Should().ThrowAsync<LogException>().WithMessage("The log is not empty*");

        (await log.EventsAsync()).Should().Be(10);
        (await log.AskAsync<Guid>("select id from log.incarnation")).Should().Be(incarnation);
    }

    [Fact]
    public async Task Of_two_imports_at_once_one_is_refused()
    {
        var file = await FileOfAsync(500);
        await using var log = await StartAsync(cluster);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => TryAsync(log, file))));

        outcomes.Should().BeEquivalentTo([true, false]);
        (await log.EventsAsync()).Should().Be(500);
    }

    [Fact]
    public async Task An_empty_log_with_rows_of_another_beside_it_is_refused()
    {
        var file = await FileOfAsync(10);
        await using var log = await StartAsync(cluster);
        await log.CatchUpAsync(new Seen());
        await log.RunAsync("update log.checkpoint set position = 5");

        await ((Func<Task>)(() => ImportAsync(log, file))).Should().ThrowAsync<LogException>().WithMessage("*seen was made from another one*");

        (await log.EventsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task An_append_that_was_first_is_waited_for_and_decides()
    {
        var file = await FileOfAsync(10);
        foreach (var commits in (bool[])[true, false])
        {
            await using var log = await StartAsync(cluster);
            await using var open = await OpenAppend.BeginAsync(log);
            await open.InsertAsync(Guid.CreateVersion7(), 1);

            var importing = TryAsync(log, file);
            await Eventually.TrueAsync(() => log.AskAsync<bool>($"select exists (select from pg_locks where relation = '{EventTable.Name}'::regclass and not granted)"), "it waits");
            await (commits ? open.CommitAsync() : open.RollbackAsync());

            (await importing).Should().Be(!commits);
            (await log.EventsAsync()).Should().Be(commits ? 1 : 10);
        }
    }

    [Fact]
    public async Task Appends_that_come_meanwhile_wait_and_then_find_the_imported_log()
    {
        var (file, command) = (await FileOfAsync(1000), Command());
        await using var log = await StartAsync(cluster);
        var other = Guid.CreateVersion7();
        Task<AppendResult>[] appends = [];

        await ImportAsync(log, file, new Meanwhile(500, () =>
        {
            appends =
            [
                log.AppendAsync(Request(At(other, 0, 2))),
                log.AppendAsync(Request(At(_stream, 0))),
                log.AppendAsync(Request(At(Guid.CreateVersion7(), 0)) with { Claims = [new("k", other)] }),
            ];
            return Eventually.TrueAsync(() => log.AskAsync<bool>("select 3 = (select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"), "they wait");
        }));

        var results = await Task.WhenAll(appends);
        results[0].Should().BeOfType<AppendResult.Appended>().Which.Position.Should().BeGreaterThan(1001);
        results[1..].Should().Equal(new AppendResult.VersionConflict(), new AppendResult.ClaimHeld(new("k", _stream)));
        (await log.EventsAsync()).Should().Be(1002);
        (await log.AppendAsync(Request(command, At(_stream, 1000)))).Should().BeOfType<AppendResult.Appended>();
    }

    [Fact]
    public async Task Names_that_a_running_process_has_made_keep_their_meaning()
    {
        var file = await FileOfAsync(3, log => log.AppendAsync(Request(Command("another"), new StreamAppend(Guid.CreateVersion7(), 0, [new("a.first-in-order.v1", Today, "{}")])) with { Actor = new("a", "a", "a") }));
        await using var log = await StartAsync(cluster);
        // Refused, but its names are made and remembered.
        (await log.AppendAsync(Request(At(_stream, 3)))).Should().BeOfType<AppendResult.VersionConflict>();

        await ImportAsync(log, file);
        (await log.AppendAsync(Request(At(_stream, 3)))).Should().BeOfType<AppendResult.Appended>();

        (await log.Log.ReadAsync(_stream, Stop)).Should().HaveCount(4).And.OnlyContain(e => e.Type == Noted && e.Actor == Somebody);
        (await log.AskAsync<long>("select count(*) from log.event_type")).Should().Be(2);
    }

    [Fact]
    public async Task A_follower_that_had_begun_on_the_empty_log_comes_right_by_itself()
    {
        var file = await FileOfAsync(1200);
        await using var log = await StartAsync(cluster);
        await log.CatchUpAsync(new Seen());
        await using (var following = new Following(log.Followers, new Seen("running")))
        {
            await following.LeadsAsync();

            await ImportAsync(log, file);

            await log.AppendAsync(_stream, 1200);
            await Eventually.TrueAsync(() => log.Progress.ReachedAsync("running", 1201), "it follows on");
            following.Follower.Fault.Should().BeNull();
        }
        await log.ShouldEqualTheLogAsync("running");
        await using var restarted = new Following(log.Followers, new Seen("running"));
        await using var stopped = new Following(log.Followers, new Seen());
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 1201), "it begins with the first event");
        await restarted.LeadsAsync();
        await log.ShouldEqualTheLogAsync();
        (await log.RebuildAsync(new Seen())).Should().BeEquivalentTo(new RebuildReport("seen", 1201, 1201, true, []), "it is of this incarnation");
    }

    [Fact]
    public async Task Followers_and_rebuilds_that_begin_meanwhile_see_every_event_once()
    {
        var file = await FileOfAsync(1000);
        await using var log = await StartAsync(cluster);
        await log.CatchUpAsync(new Seen("early"));
        Task rebuilding = Task.CompletedTask;
        Following? late = null;

        await ImportAsync(log, file, new Meanwhile(500, async () =>
        {
            late = new(log.Followers, new Seen("late"));
            rebuilding = log.RebuildAsync(new Seen("early"));
            await Eventually.TrueAsync(() => log.AskAsync<bool>("select 2 = (select count(*) from pg_locks where relation = 'log.checkpoint'::regclass and not granted)"), "they wait");
        }));

        await using var _ = late!;
        await rebuilding;
        await log.CatchUpAsync(new Seen("early"));
        await log.ShouldEqualTheLogAsync("early");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("late", 1000), "it follows");
        await log.ShouldEqualTheLogAsync("late");
        late!.Follower.Fault.Should().BeNull();
    }

    [Fact]
    public async Task While_it_runs_a_reader_can_see_whom_to_wait_for()
    {
        var file = await FileOfAsync(10);
        await using var log = await StartAsync(cluster);
        var holders = 0L;

        await ImportAsync(log, file, new Meanwhile(5, async () => holders = await log.AskAsync<long>($"""
            select count(*) from pg_locks
             where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
               and database = (select oid from pg_database where datname = current_database()) and relation = '{EventTable.Name}'::regclass
            """)));

        holders.Should().Be(1, "the sequence moves before the rows can be seen");
    }

    [Fact]
    public async Task An_import_that_is_cut_off_leaves_an_empty_log_and_can_be_run_again()
    {
        var file = await FileOfAsync(3000);
        await using var log = await StartAsync(cluster);
        var incarnation = await log.AskAsync<Guid>("select id from log.incarnation");
        using var stop = new CancellationTokenSource();

        await ((Func<Task>)(() => new LogImport(log.Database).RunAsync(file, new Meanwhile(2000, stop.CancelAsync), stop.Token))).Should().ThrowAsync<OperationCanceledException>();
        await ShouldBeUntouchedAsync(log, incarnation);
        await ((Func<Task>)(() => ImportAsync(log, file, new Meanwhile(2000, () => log.RunAsync(
            $"select pg_terminate_backend(pid) from pg_locks where relation = '{EventTable.Name}'::regclass and mode = 'ExclusiveLock'"))))).Should().ThrowAsync<NpgsqlException>();
        await ShouldBeUntouchedAsync(log, incarnation);

        (await ImportAsync(log, file)).Events.Should().Be(3000);
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    /// <summary>A file of one stream of so many events, which holds the claim k.</summary>
    private async Task<string> FileOfAsync(int events, Func<TestLog, Task>? andThen = null)
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Request(At(_stream, 0, events)) with { Claims = [new("k", _stream)] });
        if (andThen is not null) await andThen(log);
        return await _files.ExportAsync(log);
    }

    private static async Task<bool> TryAsync(TestLog log, string file)
    {
        try
        {
            await ImportAsync(log, file);
            return true;
        }
        catch (LogException)
        {
            return false;
        }
    }

    public void Dispose() => _files.Dispose();
}
