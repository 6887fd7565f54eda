
namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>A dump is taken in the middle of a load and restored into a new cluster, where work goes on.</summary>
internal static class DumpAndRestore
{
    public static async Task<Outcome> RunAsync(DrillCluster cluster, int largeCommands)
    {
        var site = await Site.NewAsync(cluster);
        await ProcessKilled.FillAsync(site, largeCommands);
        await using var other = await DrillCluster.StartNewAsync();
        var file = Path.Combine(cluster.Home, "run", site.Database + ".dump");
        await using var running = new Running(site);
        await running.AcknowledgesAsync(100);

        var before = site.Ledger.Copy();
        await cluster.DumpAsync(site.Database, file);
        var during = site.Ledger.AcknowledgedCount - before.AcknowledgedCount;
        // What had been acknowledged by the time the dump began must be in it; what came later may or may not.
        var ledger = site.Ledger.Copy(before);
        await running.AcknowledgesAsync(20);

        var began = TimeProvider.System.GetTimestamp();
        var restored = new Site(other, await other.NewDatabaseAsync(), ledger);
        await other.RestoreAsync(restored.Database, file);
        File.Delete(file);
        var asDumped = Verdict.Of(await restored.PictureAsync(), ledger);
        await using var resumed = new Running(restored);
        await resumed.AcknowledgesAsync(50);
        await resumed.FollowsAsync();
        var recovery = TimeProvider.System.GetElapsedTime(began);
        var verdict = await resumed.EndAsync();
        var original = await running.EndAsync();
        return Outcome.Of("dump under load and restore", verdict.After(asDumped, "as restored"), [recovery],
                $"{during} commands were acknowledged while the dump was taken")
            .And(Outcome.Of("original", original, []) with { Cycles = 0 });
    }
}
