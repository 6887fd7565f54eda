using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A follower whose rows stand for things done outside never does one a second time because rows are made again.</summary>
public class OutsideEffectsTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_begins_behind_what_the_log_holds_when_it_first_meets_it()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 5);
        await log.CatchUpAsync(new Letters());

        var position = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());

        (await WrittenAsync(log)).Should().Equal(position);
    }

    [Fact]
    public async Task An_append_that_was_open_when_it_began_is_not_passed_over()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var open = await OpenAppend.BeginAsync(log);
        var late = await open.InsertAsync(Guid.CreateVersion7(), 1);
        var beginning = log.CatchUpAsync(new Letters());
        await Eventually.TrueAsync(async () => await log.AskAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and query like '%from pg_locks%RowExclusiveLock%' and pid <> pg_backend_pid()") > 0, "it waits for the append that is open");
        beginning.IsCompleted.Should().BeFalse("where the log ends is not settled yet");
        await open.CommitAsync();
        await beginning;
        var next = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());

        (await WrittenAsync(log)).Should().Equal([next], "what was begun before it is the past; {0} is none of its business", late);
    }

    [Fact]
    public async Task Of_an_imported_log_it_does_nothing_of_the_past_whether_it_began_before_or_after()
    {
        await using var source = await TestLog.StartAsync(cluster);
        await source.AppendAsync(Guid.CreateVersion7(), 0, 5);
        using var files = new LogFiles();
        await new LogExport(source.Database).RunAsync(files["log.ndjson"], stop: Stop);
        await using var log = await TestLog.StartAsync(cluster);
        await using var following = new Following(log.Followers, new Letters());
        await following.LeadsAsync();
        await using var seen = new Following(log.Followers, new Seen());
        await seen.LeadsAsync();

        await new LogImport(log.Database).RunAsync(files["log.ndjson"], stop: Stop);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("letters", 5), "it takes the end of the other log for its beginning");
        var next = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("letters", next), "it goes on");
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", next), "a projection takes the log from its first event");

        (await WrittenAsync(log)).Should().Equal(next);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_new_version_that_needs_other_tables_is_refused()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Letters());
        var position = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());

        var follow = () => log.CatchUpAsync(new Letters(version: 2, column: "sent_on date"));

        (await follow.Should().ThrowAsync<LogException>()).WithMessage("letters stands for what was done outside*version 2 needs others*");
        (await WrittenAsync(log)).Should().Equal(position);
    }

    [Fact]
    public async Task It_cannot_be_rebuilt_and_the_refusal_leaves_everything_as_it_was()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Letters());
        var position = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());

        var rebuild = () => log.RebuildAsync(new Letters());
        var compare = () => new Rebuild(log.Followers, new Letters()).CompareAsync();

        (await rebuild.Should().ThrowAsync<LogException>()).WithMessage("*done outside*never made a second time*");
        await compare.Should().ThrowAsync<LogException>();
        (await WrittenAsync(log)).Should().Equal(position);
    }

    [Fact]
    public async Task A_new_version_goes_on_with_the_rows_there_are()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Letters());
        var first = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());

        var second = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters(version: 2));

        (await WrittenAsync(log)).Should().Equal(first, second);
        (await log.AskAsync<int>("select version from log.checkpoint")).Should().Be(2);
    }

    [Fact]
    public async Task In_a_log_that_was_restored_or_imported_it_does_nothing_of_the_past_again()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Letters());
        var first = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());
        await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        await log.RunAsync("update log.incarnation set id = gen_random_uuid()");

        await log.CatchUpAsync(new Letters());
        var next = await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.CatchUpAsync(new Letters());

        (await WrittenAsync(log)).Should().Equal(first, next);
    }

    [Fact]
    public async Task While_others_are_rebuilt_it_writes_each_letter_once()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Letters());
        await log.CatchUpAsync(new Seen());
        await using var letters = new Following(log.Followers, new Letters());
        await using var seen = new Following(log.Followers, new Seen());
        var positions = new List<long>();
        for (var round = 0; round < 5; round++)
        {
            positions.Add(await log.AppendAsync(Guid.CreateVersion7(), 0));
            (await log.RebuildAsync(new Seen())).Differences.Should().BeEmpty();
        }
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("letters", positions[^1]), "it follows");

        (await WrittenAsync(log)).Should().Equal(positions);
        (await log.Progress.AllAsync(Stop)).Should().OnlyContain(f => !f.IsRebuild);
    }

    private static Task<long[]> WrittenAsync(TestLog log) =>
        log.AskAsync<long[]>("select coalesce(array_agg(position order by number), '{}') from letters.letter");

    private sealed class Letters(int version = 1, string column = "written boolean not null default true") : Projection
    {
        public override string Name => "letters";

        public override int Version => version;

        public override bool ActsOutside => true;

        protected override string Tables(string schema) => $"create table {schema}.letter (number bigint generated always as identity, position bigint not null, {column});";

        protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
        {
            foreach (var e in page) await target.RunAsync($"insert into {target.Schema}.letter (position) values ($1)", stop, e.Position);
        }
    }
}
