using Microsoft.Extensions.Logging.Abstractions;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class WatchTests(TestCluster cluster)
{
    [Fact]
    public async Task What_another_process_appends_wakes_and_a_quiet_log_does_not()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var woken = 0;
        using var stop = new CancellationTokenSource();
        var watching = new LogWatch(log.Followers, () => Interlocked.Increment(ref woken), NullLogger.Instance).RunAsync(stop.Token);
        await Eventually.TrueAsync(() => woken == 1, "it wakes once when it begins, for what came before");

        for (var version = 0; version < 5; version++)
        {
            await log.AppendAsync(Guid.CreateVersion7(), 0);
            await Eventually.TrueAsync(() => woken == version + 2, "each append wakes");
        }
        await LookedAsync(log, 5);
        woken.Should().Be(6, "nothing more was appended");

        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task It_goes_on_when_its_session_is_ended()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var woken = 0;
        using var stop = new CancellationTokenSource();
        var watching = new LogWatch(log.Followers, () => Interlocked.Increment(ref woken), NullLogger.Instance).RunAsync(stop.Token);
        await Eventually.TrueAsync(() => woken == 1, "it watches");

        await log.RunAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        await Eventually.TrueAsync(() => woken == 2, "it watches again");
        await stop.CancelAsync();
        await watching;
    }

    /// <summary>Until the watch has looked at the log so many times more.</summary>
    private static async Task LookedAsync(TestLog log, int times)
    {
        var looks = new HashSet<DateTime>();
        await Eventually.TrueAsync(async () =>
        {
            looks.Add(await log.AskAsync<DateTime>("select query_start from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%pg_sequence_last_value%' limit 1"));
            return looks.Count > times;
        }, "the watch looks again and again");
    }

    [Fact]
    public async Task A_follower_that_nobody_wakes_follows_all_the_same()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var following = new Following(log.Followers, new Seen());
        await following.LeadsAsync();

        for (var round = 0; round < 3; round++)
        {
            var position = await log.AppendAsync(Guid.CreateVersion7(), 0);
            await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", position), "polling is the truth");
        }
        await log.ShouldEqualTheLogAsync();
    }
}
