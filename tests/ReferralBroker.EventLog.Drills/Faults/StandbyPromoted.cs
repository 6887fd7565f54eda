using Npgsql;

namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>The primary is killed under load and its standby takes over, at the address at which the processes have been writing and following.</summary>
internal static class StandbyPromoted
{
    private const string StandbyName = "second";

    /// <summary>A standby that commits wait for. Whatever was acknowledged must be on it.</summary>
    /// <param name="cutOff">How long it hears nothing of the primary before that is killed. Nothing may be acknowledged in that time.</param>
    public static Task<Outcome> SynchronousAsync(TimeSpan cutOff) =>
        cutOff == TimeSpan.Zero
            ? RunAsync("synchronous standby promoted", synchronous: true, (_, _) => Task.CompletedTask, cut: false)
            : RunAsync($"synchronous standby promoted, cut off {cutOff.TotalSeconds:0} s", synchronous: true, (_, _) => Task.Delay(cutOff), cut: true);

    /// <summary>
    /// The same, and while the standby is cut off the primary crashes and comes back. What it had committed and not acknowledged can be seen then,
    /// though no standby has it; a command that is sent again must not be acknowledged on the strength of that.
    /// </summary>
    public static Task<Outcome> SynchronousAfterCrashAsync(TimeSpan cutOff) =>
        RunAsync("synchronous standby promoted after a crash while cut off", synchronous: true, async (primary, running) =>
        {
            await Task.Delay(cutOff / 2);
            var errors = running.Writers.Errors.Count;
            await primary.CrashAsync();
            await primary.StartAsync();
            await Patiently.UntilAsync(() => running.Writers.Errors.Count >= errors + Running.WriterCount, "every writer has met the crash");
            await Task.Delay(cutOff / 2);
        }, cut: true);

    /// <summary>A standby that nothing waits for. The promise is not made; what was lost is only counted.</summary>
    public static Task<Outcome> AsynchronousAsync(TimeSpan cutOff) =>
        RunAsync("asynchronous standby promoted (no promise)", synchronous: false, (_, _) => Task.Delay(cutOff), cut: true);

    private static async Task<Outcome> RunAsync(string name, bool synchronous, Func<DrillCluster, Running, Task> meanwhile, bool cut)
    {
        await using var primary = await DrillCluster.StartNewAsync();
        using var replication = Wire.OnLoopback(primary.TcpAddress);
        await using var standby = await primary.StartStandbyAsync(StandbyName, replication.Address);
        if (synchronous) await MakeSynchronousAsync(primary);
        var site = await Site.NewAsync(primary);
        using var wire = Wire.OnLoopback(primary.TcpAddress);
        var address = primary.ConnectionString(site.Database, wire.Address);
        await using var running = new Running(site, address, [address, address]);
        await running.AcknowledgesAsync(200);
        await running.FollowsAsync();
        await NobodyFollowsAsync(standby.ConnectionString(site.Database));

        var notes = new List<string>();
        var faults = new List<string>();
        if (cut)
        {
            replication.Cut();
            if (synchronous) await AllWaitAsync(site);
            var before = site.Ledger.AcknowledgedCount;
            await meanwhile(primary, running);
            var during = $"{site.Ledger.AcknowledgedCount - before} commands were acknowledged while the standby was cut off";
            (synchronous && site.Ledger.AcknowledgedCount > before ? faults : notes).Add(during);
        }
        var began = TimeProvider.System.GetTimestamp();
        await primary.KillAsync();
        await standby.PromoteAsync();
        var promoted = site.MovedTo(standby);
        // What stands there now, before anything can be sent again: a client's second try must not be what makes the promise true.
        var atOnce = await promoted.InspectUnderLoadAsync();
        wire.LeadTo(standby.TcpAddress);
        if (!synchronous) return Unpromised(name, atOnce, notes);
        await running.AcknowledgesAsync(50);
        await running.FollowsAsync(promoted);
        var recovery = TimeProvider.System.GetElapsedTime(began);
        var verdict = await running.EndAsync(promoted);
        notes.Add($"writers met {running.Writers.Errors.Count} errors and sent again");
        return Outcome.Of(name, verdict.After(atOnce with { Faults = [.. faults, .. atOnce.Faults] }, "when promoted"), [recovery], notes);
    }

    /// <summary>What a standby shows comes in another order than on the primary, so a follower that is led to one refuses to follow it.</summary>
    private static async Task NobodyFollowsAsync(string standby)
    {
        await using var database = LogDatabase.OpenForFollowers(standby, poolSize: 2);
        await Patiently.UntilAsync(async () =>
        {
            try
            {
                await LogConditions.CheckAsync(database);
                return false;
            }
            catch (LogException e)
            {
                return e.Message.StartsWith("The server is a standby", StringComparison.Ordinal);
            }
        }, "a follower refuses the standby");
    }

    /// <summary>Until each writer waits for the standby, or for one that does: then nothing that it had confirmed is on its way any more.</summary>
    private static async Task AllWaitAsync(Site site)
    {
        await using var connection = await site.Cluster.OpenAsync(site.Database);
        await using var command = new NpgsqlCommand("""
            select count(*) from pg_stat_activity
             where datname = current_database() and application_name = 'referral-broker'
               and (wait_event = 'SyncRep' and (query like '%with moved as%' or query like '%of an append%') or wait_event_type = 'Lock' and query like '%pg_advisory_xact_lock%')
            """, connection);
        await Patiently.UntilAsync(async () => await command.ExecuteScalarAsync() is long waiting && waiting == Running.WriterCount, "every writer waits for the standby");
    }

    private static Outcome Unpromised(string name, Verdict verdict, List<string> notes) =>
        new(name, 1, verdict.Acknowledged, 0, verdict.Doubled, verdict.ProjectionsEqual, [], [],
            [.. notes, $"{verdict.Lost} of {verdict.Acknowledged} acknowledged commands are not on the standby: what the server cannot promise"]);

    private static async Task MakeSynchronousAsync(DrillCluster primary)
    {
        await primary.RunAsync("postgres", $"alter system set synchronous_standby_names = '{StandbyName}'");
        await primary.RunAsync("postgres", "select pg_reload_conf()");
        await using var connection = await primary.OpenAsync("postgres");
        await using var command = new NpgsqlCommand("select count(*) from pg_stat_replication where sync_state = 'sync' and state = 'streaming'", connection);
        await Patiently.UntilAsync(async () => await command.ExecuteScalarAsync() is 1L, "the standby is synchronous");
    }
}
