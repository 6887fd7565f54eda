using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class FollowerNameTests(TestCluster cluster)
{
    [Theory]
    [InlineData("log")]
    [InlineData("public")]
    [InlineData("information_schema")]
    [InlineData("pg_catalog")]
    [InlineData("seen_rebuild")]
    [InlineData("Seen")]
    [InlineData("seen; drop schema log")]
    [InlineData("")]
    public void A_name_that_is_another_schemas_or_cannot_be_one_is_refused(string name)
    {
        var make = () => new Rebuild(null!, new Seen(name));

        make.Should().Throw<LogException>().WithMessage($"'{name}' cannot name a projection*");
    }

    [Fact]
    public async Task Another_projection_under_the_name_of_one_that_stands_is_refused_and_touches_nothing()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var last = await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        await log.CatchUpAsync(new Seen());

        var follow = () => log.CatchUpAsync(new Counted("seen"));

        (await follow.Should().ThrowAsync<LogException>()).WithMessage("seen has other tables*Give it another name, or raise its version.");
        (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(last);
        var rebuild = () => log.RebuildAsync(new Counted("seen"));
        (await rebuild.Should().ThrowAsync<LogException>()).WithMessage("seen has other tables*");
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_rebuild_by_an_older_program_is_refused_and_touches_nothing()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        await log.CatchUpAsync(new Seen(version: 2));

        var rebuild = () => log.RebuildAsync(new Seen());

        (await rebuild.Should().ThrowAsync<LogException>()).WithMessage("*newer program has taken over*");
        (await log.AskAsync<long>("select count(*) from seen.seen where made_by = 2")).Should().Be(3);
    }

    [Fact]
    public async Task Tables_that_are_only_laid_out_otherwise_are_the_same_tables()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.CatchUpAsync(new Counted("counted"));

        var follow = () => log.CatchUpAsync(new Counted("counted", between: "\n        "));

        await follow.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Rows_from_before_their_origin_was_kept_are_taken_as_they_are_and_told_apart_from_then_on()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        await log.CatchUpAsync(new Seen());
        await log.RunAsync("update log.checkpoint set tables_hash = null");

        await log.CatchUpAsync(new Seen());

        await log.ShouldEqualTheLogAsync();
        var other = () => log.CatchUpAsync(new Counted("seen"));
        await other.Should().ThrowAsync<LogException>();
    }

    [Fact]
    public async Task A_schema_that_stands_there_and_is_no_projection_is_left_alone()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("create schema seen; create table seen.seen (whose integer)");

        var follow = () => log.CatchUpAsync(new Seen());

        (await follow.Should().ThrowAsync<LogException>()).WithMessage("*schema 'seen' that is no projection of this log*");
        (await log.AskAsync<long>("select count(*) from seen.seen")).Should().Be(0);
    }

    /// <summary>Counts, and keeps nothing else.</summary>
    private sealed class Counted(string name, string between = " ") : Projection
    {
        public override string Name => name;

        public override int Version => 1;

        protected override string Tables(string schema) => $"create table {schema}.counted (only_row boolean primary key,{between}events bigint not null);";

        protected override Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop) => target.RunAsync(
            $"insert into {target.Schema}.counted as c values (true, $1) on conflict (only_row) do update set events = c.events + $1", stop, (long)page.Count);
    }
}
