using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class StormTests(TestCluster cluster)
{
    private const int Writers = 4;
    private const int Rounds = 60;

    [Fact]
    public async Task Every_committed_event_is_applied_once_and_in_order_among_writers_that_pause_roll_back_and_race()
    {
        await using var log = await StartAsync(cluster);
        await log.RunAsync("create table public.elsewhere (x integer)");
        await using var idle = await OpenAppend.BeginAsync(log);
        await idle.RunAsync("insert into public.elsewhere values (1)");
        await using var following = new Following(log.Followers, new Seen());
        await following.LeadsAsync();
        log.Log.Appended += _ => following.Follower.Wake();
        var shared = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();

        await Task.WhenAll([
            .. Enumerable.Range(0, Writers).Select(seed => Task.Run(() => PauseAndRollBackAsync(log, new Random(seed)))),
            .. Enumerable.Range(0, Writers).Select(seed => Task.Run(() => RaceAsync(log, shared, new Random(100 + seed))))]);

        var last = await log.AskAsync<long>("select max(position) from log.event");
        await Eventually.TrueAsync(async () => await log.Progress.PositionAsync("seen") == last, "the follower reaches the end");
        following.Follower.Fault.Should().BeNull();
        await log.ShouldEqualTheLogAsync();
        (await log.AskAsync<long>("select events from seen.tally")).Should().Be(await log.EventsAsync());
        (await log.AskAsync<long>($"select pg_sequence_last_value('{EventTable.Sequence}'::regclass)")).Should().BeGreaterThan(await log.EventsAsync(), "some positions were drawn in vain");
        var report = await log.RebuildAsync(new Seen());
        report.Compared.Should().BeTrue();
        report.Differences.Should().BeEmpty();
    }

    private static async Task PauseAndRollBackAsync(TestLog log, Random random)
    {
        var stream = Guid.CreateVersion7();
        var version = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await using var append = await OpenAppend.BeginAsync(log);
            if (random.Next(3) == 0) await append.RunAsync("insert into public.elsewhere values (2)");
            var events = random.Next(1, 4);
            for (var i = 1; i <= events; i++)
            {
                await append.InsertAsync(stream, version + i);
                if (random.Next(4) == 0) await append.RunAsync($"select pg_sleep(0.00{random.Next(1, 9)})");
            }
            if (random.Next(4) == 0)
            {
                await append.RollbackAsync();
                continue;
            }
            await append.CommitAsync();
            version += events;
        }
    }

    private static async Task RaceAsync(TestLog log, Guid[] shared, Random random)
    {
        await using var session = await log.Log.OpenAsync();
        for (var round = 0; round < Rounds * 2; round++)
        {
            var stream = shared[random.Next(shared.Length)];
            var version = (await session.ReadAsync([stream])).Count;
            await session.AppendAsync(Request(At(stream, version, random.Next(1, 4)), At(Guid.CreateVersion7(), 0)));
        }
    }
}
