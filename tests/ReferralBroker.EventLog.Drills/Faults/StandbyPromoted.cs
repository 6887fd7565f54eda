using System.Globalization;
using Npgsql;

namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>The primary is killed under load and its standby takes over, at the address at which the processes have been writing and following.</summary>
internal static class StandbyPromoted
{
    private const string StandbyName = "second";

    /// <param name="synchronous">Whether commits wait for the standby. If not, the promise is not made, and what was lost is only counted.</param>
    /// <param name="frozen">How long the standby hangs before the primary is killed: nothing may be acknowledged in that time.</param>
    public static async Task<Outcome> RunAsync(bool synchronous, TimeSpan frozen)
    {
        await using var primary = await DrillCluster.StartNewAsync();
        await using var standby = await primary.StartStandbyAsync(StandbyName);
        if (synchronous) await MakeSynchronousAsync(primary);
        var site = await Site.NewAsync(primary);
        using var wire = Wire.OnLoopback(primary.TcpAddress);
        var address = primary.ConnectionString(site.Database, wire.Address);
        await using var running = new Running(site, address, [address, address]);
        await running.AcknowledgesAsync(200);
        await running.FollowsAsync();

        var notes = new List<string>();
        if (frozen > TimeSpan.Zero)
        {
            standby.Freeze();
            // What was answered a moment ago may still be on its way to the ledger.
            await Task.Delay(200);
            var before = site.Ledger.AcknowledgedCount;
            await Task.Delay(frozen);
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{site.Ledger.AcknowledgedCount - before} commands were acknowledged in {frozen.TotalSeconds:0} s in which the standby hung; writers met {running.Writers.Errors.Count} errors"));
        }
        var began = TimeProvider.System.GetTimestamp();
        await primary.KillAsync();
        if (frozen > TimeSpan.Zero) standby.Thaw();
        await standby.PromoteAsync();
        var promoted = site.MovedTo(standby);
        // What stands there now, before anything can be sent again: a client's second try must not be what makes the promise true.
        var atOnce = await promoted.InspectUnderLoadAsync();
        wire.LeadTo(standby.TcpAddress);
        if (!synchronous) return Unpromised(atOnce, notes);
        await running.AcknowledgesAsync(50);
        await running.FollowsAsync(promoted);
        var recovery = TimeProvider.System.GetElapsedTime(began);
        var verdict = await running.EndAsync(promoted);
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"writers met {running.Writers.Errors.Count} errors and sent again"));
        return Outcome.Of("synchronous standby promoted" + (frozen > TimeSpan.Zero ? $" after it hung for {frozen.TotalSeconds:0} s" : ""),
            verdict with { Lost = verdict.Lost + atOnce.Lost, Faults = [.. atOnce.Faults.Except(verdict.Faults).Select(f => "when promoted: " + f), .. verdict.Faults] }, [recovery], notes);
    }

    private static Outcome Unpromised(Verdict verdict, List<string> notes) => new("asynchronous standby promoted (no promise)", 1, verdict.Acknowledged, 0, verdict.Doubled,
        verdict.ProjectionsEqual, [], [],
        [.. notes, string.Create(CultureInfo.InvariantCulture, $"{verdict.Lost} of {verdict.Acknowledged} acknowledged commands are not on the standby: what the server cannot promise")]);

    private static async Task MakeSynchronousAsync(DrillCluster primary)
    {
        await primary.RunAsync("postgres", $"alter system set synchronous_standby_names = '{StandbyName}'");
        await primary.RunAsync("postgres", "select pg_reload_conf()");
        await using var connection = await primary.OpenAsync("postgres");
        await using var command = new NpgsqlCommand("select count(*) from pg_stat_replication where sync_state = 'sync' and state = 'streaming'", connection);
        await Patiently.UntilAsync(async () => await command.ExecuteScalarAsync() is 1L, "the standby is synchronous");
    }
}
