namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>The server is crashed in the middle of a load, and starts again.</summary>
internal static class ServerCrash
{
    /// <summary><c>pg_ctl stop -m immediate</c>, and a start.</summary>
    public static Task<Outcome> ImmediateStopAsync(DrillCluster cluster, int cycles) => UnderLoadAsync("immediate stop of the server", cluster, cycles, async (_, _) =>
    {
        await cluster.CrashAsync();
        await cluster.StartAsync();
    });

    /// <summary>SIGKILL of the server's first process; what is left of it ends by itself.</summary>
    public static Task<Outcome> ServerKilledAsync(DrillCluster cluster, int cycles) => UnderLoadAsync("SIGKILL of the server", cluster, cycles, async (_, _) =>
    {
        await cluster.KillAsync();
        await cluster.StartAsync();
    });

    /// <summary>The server is away for a while.</summary>
    public static Task<Outcome> AwayAsync(DrillCluster cluster, TimeSpan time) => UnderLoadAsync($"server away for {time.TotalSeconds:0} s", cluster, 1, async (_, _) =>
    {
        await cluster.StopAsync();
        await Task.Delay(time);
        await cluster.StartAsync();
    });

    /// <summary>SIGKILL of the backend that a follower leads with; the server ends all others and recovers.</summary>
    public static Task<Outcome> FollowersBackendKilledAsync(DrillCluster cluster, int cycles) => UnderLoadAsync("SIGKILL of the leading follower's backend", cluster, cycles,
        (site, _) => KillFollowersBackendAsync(site));

    /// <summary>SIGKILL of a backend that a writer appends with.</summary>
    public static Task<Outcome> WritersBackendKilledAsync(DrillCluster cluster, int cycles) => UnderLoadAsync("SIGKILL of a writer's backend", cluster, cycles,
        (site, _) => KillWritersBackendAsync(site));

    public static Task KillFollowersBackendAsync(Site site) => KillBackendAsync(site, """
        select l.pid from pg_locks l join pg_database d on d.oid = l.database
         where d.datname = current_database() and l.locktype = 'advisory' and l.granted
           and l.objid::bigint + (l.classid::bigint << 32) in (hashtextextended('follower given', 0), hashtextextended('follower sums', 0))
         order by l.pid limit 1
        """);

    // What a backend says it runs is cut off after a thousand characters, so it is known by its beginning.
    public static Task KillWritersBackendAsync(Site site) => KillBackendAsync(site, """
        select pid from pg_stat_activity
         where datname = current_database() and application_name = 'referral-broker' and query like '%with moved as%'
         order by state = 'active' desc, state_change desc limit 1
        """);

    private static async Task KillBackendAsync(Site site, string whose)
    {
        await using var enquirer = new Enquirer(site);
        await Patiently.UntilAsync(async () => await enquirer.AskAsync<int>(whose) is { } backend && site.Cluster.KillBackend(backend), "such a backend is there and killed");
    }

    private static async Task<Outcome> UnderLoadAsync(string name, DrillCluster cluster, int cycles, Func<Site, Running, Task> fault)
    {
        var site = await Site.NewAsync(cluster);
        await using var running = new Running(site);
        var recoveries = new List<TimeSpan>();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await running.AcknowledgesAsync(60);
            await running.FollowsAsync();
            var errors = running.Writers.Errors.Count;
            await fault(site, running);
            // The fault counts only when it was felt.
            await Patiently.UntilAsync(() => running.Writers.Errors.Count > errors, "a writer has met the fault");
            var appends = await running.AcknowledgesAsync(20);
            recoveries.Add(appends + await running.FollowsAsync());
        }
        var verdict = await running.EndAsync();
        await cluster.DropAsync(site.Database);
        return Outcome.Of(name, verdict, recoveries, $"writers met {running.Writers.Errors.Count} errors and sent again") with { Cycles = cycles };
    }
}
