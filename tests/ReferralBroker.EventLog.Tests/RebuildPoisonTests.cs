using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class RebuildPoisonTests(TestCluster cluster)
{
    private readonly Guid _bad = Guid.CreateVersion7();
    private readonly Guid _good = Guid.CreateVersion7();

    [Fact]
    public async Task A_rebuild_of_the_same_version_that_would_lose_what_the_live_rows_hold_does_not_switch()
    {
        await using var log = await MixedAsync();

        var rebuild = () => log.RebuildAsync(new Seen { Then = Seen.FailsOn(_bad, 2) });

        (await rebuild.Should().ThrowAsync<LogException>()).WithMessage("seen was not switched: 1 streams*run 'rebuild seen' again*");
        await log.ShouldEqualTheLogAsync();
        (await log.AskAsync<long>("select count(*) from log.parked where follower = 'seen'")).Should().Be(0);
    }

    [Fact]
    public async Task A_rebuild_parks_what_it_cannot_apply_and_the_switch_keeps_it_parked()
    {
        await using var log = await MixedAsync();
        var poison = new Seen(version: 2) { Then = Seen.FailsOn(_bad, 2) };

        var report = await log.RebuildAsync(poison);

        report.Compared.Should().BeFalse();
        (await log.Progress.AllAsync(TestContext.Current.CancellationToken)).Should().Equal(new FollowerStatus("seen", 8, 0, 0, Parked: 1, Version: 2));
        (await log.AskAsync<long>("select count(*) from seen.seen where stream = $1", _good)).Should().Be(4);
        (await log.AskAsync<long>("select count(*) from seen.seen where stream = $1", _bad)).Should().Be(1);

        await log.CatchUpAsync(new Seen(version: 2));
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_rebuild_with_the_fault_mended_frees_what_was_parked()
    {
        await using var log = await MixedAsync(Seen.FailsOn(_bad, 2));
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(1);

        var report = await log.RebuildAsync(new Seen());

        report.Compared.Should().BeFalse("the live rows lack what was parked");
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_comparison_that_parks_leaves_the_live_follower_alone()
    {
        await using var log = await MixedAsync();

        var report = await new Rebuild(log.Followers, new Seen { Then = Seen.FailsOn(_bad, 2) }).CompareAsync(stop: TestContext.Current.CancellationToken);

        report.Compared.Should().BeFalse();
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_transient_fault_of_the_server_parks_nothing_and_the_live_rows_stay()
    {
        await using var log = await MixedAsync();
        var deadlocked = new Seen { Then = (_, target) => target.RunAsync("do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$", CancellationToken.None) };

        await ((Func<Task>)(() => log.RebuildAsync(deadlocked))).Should().ThrowAsync<Npgsql.PostgresException>();

        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.ShouldEqualTheLogAsync();
        (await log.RebuildAsync(new Seen())).Differences.Should().BeEmpty();
    }

    private async Task<TestLog> MixedAsync(Func<RecordedEvent, ProjectionTarget, Task>? then = null)
    {
        var log = await StartAsync(cluster);
        for (var version = 0; version < 4; version++)
        {
            await log.AppendAsync(_bad, version);
            await log.AppendAsync(_good, version);
        }
        var projection = new Seen();
        if (then is not null) projection.Then = then;
        await log.CatchUpAsync(projection);
        return log;
    }
}
