using System.Data;
using Npgsql;

namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>Sessions that have nothing to do with appends keep transactions open through the whole load: followers must not wait for them.</summary>
internal static class OpenTransactions
{
    public static async Task<Outcome> RunAsync(DrillCluster cluster, TimeSpan time)
    {
        var site = await Site.NewAsync(cluster);
        await cluster.RunAsync(site.Database, "create table public.elsewhere (note text)");
        await using var idle = await cluster.OpenAsync(site.Database);
        await using var idleTransaction = await idle.BeginTransactionAsync();
        await RunAsync(idle, "insert into public.elsewhere values ('written, not committed')");
        await RunAsync(idle, "select count(*) from log.event");
        await using var unrelated = await cluster.OpenAsync(site.Database);
        await using var unrelatedTransaction = await unrelated.BeginTransactionAsync(IsolationLevel.Serializable);
        await RunAsync(unrelated, "insert into public.elsewhere values ('another')");

        await using var running = new Running(site);
        var lags = new List<TimeSpan>();
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < time;)
        {
            await running.AcknowledgesAsync(100);
            lags.Add(await running.FollowsAsync());
        }
        // Judged while both are still open: that they end is not what lets followers go on.
        var verdict = await running.EndAsync();
        await RunAsync(idle, "select count(*) from log.event");
        await idleTransaction.RollbackAsync();
        await unrelatedTransaction.RollbackAsync();
        return Outcome.Of($"transactions left open for {time.TotalSeconds:0} s", verdict, lags, "the times are those that followers were behind");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
