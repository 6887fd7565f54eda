using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class GuardRaceTests(TestCluster cluster)
{
    [Fact]
    public async Task Of_two_appends_that_guard_what_the_other_writes_one_is_refused()
    {
        await using var log = await StartAsync(cluster);
        await using var first = await log.Log.OpenAsync(TestContext.Current.CancellationToken);
        await using var second = await log.Log.OpenAsync(TestContext.Current.CancellationToken);

        for (var round = 0; round < 100; round++)
        {
            Guid left = Guid.CreateVersion7(), right = Guid.CreateVersion7();
            var results = await Task.WhenAll(
                Task.Run(() => first.AppendAsync(Request(At(left, 0)) with { Guards = [(right, 0)] })),
                Task.Run(() => second.AppendAsync(Request(At(right, 0)) with { Guards = [(left, 0)] })));
            results.OfType<AppendResult.Appended>().Should().ContainSingle();
            results.OfType<AppendResult.VersionConflict>().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task A_guarded_stream_cannot_move_while_the_append_that_guards_it_is_held_up()
    {
        await using var log = await StartAsync(cluster);
        Guid guarded = Guid.CreateVersion7(), stream = Guid.CreateVersion7();
        await log.AppendAsync(guarded, 0);
        await using var open = await OpenAppend.BeginAsync(log);
        await open.RunAsync($"insert into log.claim values ('k', '{Guid.CreateVersion7()}')");
        var guards = log.AppendAsync(Request(At(stream, 0)) with { Guards = [(guarded, 1)], Claims = [new("k", stream)] });
        await WaitingAsync(log, 1);

        var moves = log.AppendAsync(Request(At(guarded, 1)));
        await WaitingAsync(log, 2, moves);
        await open.RollbackAsync();

        var before = (await guards).Should().BeOfType<AppendResult.Appended>().Which.Position;
        (await moves).Should().BeOfType<AppendResult.Appended>().Which.Position.Should().BeGreaterThan(before, "the log tells what was so when");
    }

    [Fact]
    public async Task Appends_that_guard_the_same_stream_do_not_wait_for_each_other()
    {
        await using var log = await StartAsync(cluster);
        var guarded = Guid.CreateVersion7();
        await log.AppendAsync(guarded, 0);
        await using var open = await OpenAppend.BeginAsync(log);
        await open.RunAsync($"insert into log.claim values ('k', '{Guid.CreateVersion7()}')");
        var held = Guid.CreateVersion7();
        var waits = log.AppendAsync(Request(At(held, 0)) with { Guards = [(guarded, 1)], Claims = [new("k", held)] });
        await WaitingAsync(log, 1);

        var free = await log.AppendAsync(Request(At(Guid.CreateVersion7(), 0)) with { Guards = [(guarded, 1)] });

        free.Should().BeOfType<AppendResult.Appended>();
        waits.IsCompleted.Should().BeFalse();
        await open.RollbackAsync();
        (await waits).Should().BeOfType<AppendResult.Appended>();
    }

    /// <summary>Until so many sessions wait for a lock, or the append has ended without waiting.</summary>
    private static Task WaitingAsync(TestLog log, long sessions, Task? unless = null) => Eventually.TrueAsync(async () => unless?.IsCompleted == true
        || await log.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") >= sessions, "it waits");
}
