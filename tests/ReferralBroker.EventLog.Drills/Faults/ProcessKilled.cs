namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>A process dies by SIGKILL at a named point of its work; another goes on.</summary>
internal static class ProcessKilled
{
    /// <summary>Enough large commands that a rebuild takes two pages.</summary>
    private const int CommandsOfRebuild = 11;

    public static async Task<Outcome> RunAsync(DrillCluster cluster, KillPoint point, int times)
    {
        var site = await Site.NewAsync(cluster, migrated: !point.NeedsEmpty);
        // A victim of these dies while the projections stand; each of the others makes what it needs by itself.
        if (!point.NeedsEmpty) await FillAsync(site, point.Rebuilds ? CommandsOfRebuild : 1);
        if (point.NeedsParked) await KillAsync(site, KillPoint.Named("stream-parked"), 1);
        await KillAsync(site, point, times);

        await site.DesertedAsync();
        await site.MigrateAsync();
        var atOnce = await site.InspectAsync();
        await using var running = new Running(site);
        var recovery = await running.FollowsAsync();
        await running.AcknowledgesAsync(20);
        var verdict = await running.EndAsync();
        await cluster.DropAsync(site.Database);
        return Outcome.Of(point.Name, verdict.After(atOnce, "right after it"), [recovery]);
    }

    private static async Task KillAsync(Site site, KillPoint point, int times)
    {
        using var victim = VictimProcess.Start();
        await victim.OrderAsync(OrdersFor(site, point, times), site.Ledger);
        if (point.Place == KillPlace.Anywhere)
        {
            var enough = site.Ledger.AcknowledgedCount + times;
            await Patiently.UntilAsync(() => site.Ledger.AcknowledgedCount >= enough, "the victim works");
            await victim.KillAsync();
        }
        else if (await victim.DiesAsync(Patiently.Bound) is { } instead) site.Ledger.Wrong($"the victim never came to {point.Name}: {instead}");
    }

    public static VictimOrders OrdersFor(Site site, KillPoint point, int times) => new(
        site.ConnectionString, site.Cluster.SocketAddress.ToString()!, "", site.Ledger.Run, [.. Enumerable.Range(0, 4).Select(site.Ledger.NextOf)], 1, point.Name, times);

    /// <summary>Appends large commands, from a number on, and follows them to the end. Answers the next number.</summary>
    public static async Task<int> FillAsync(Site site, int commands, int first = 0)
    {
        await using var pool = LogDatabase.Open(site.ConnectionString, 2);
        var log = new Log(pool);
        for (var number = first; number < first + commands; number++)
        {
            var ask = new Ask(Work.Bulk, number);
            site.Ledger.Asked(ask);
            if (await Writers.SendAsync(log, site.Ledger.WorkOf(ask), CancellationToken.None) is AppendResult.Appended appended)
                site.Ledger.Acknowledged(ask, appended.Position);
        }
        await site.CatchUpAsync();
        return first + commands;
    }
}
