using System.Collections.Concurrent;

namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>
/// Connections fall silent without being closed: those of one process's writers, and those of the process that leads every follower. The writers
/// must get an error, and another process must take over.
/// </summary>
internal static class HalfOpen
{
    /// <param name="cluster">Where.</param>
    /// <param name="cut">True: nobody answers any more, not even the kernel, as when a machine or a cable is gone. False: what stands between takes
    /// everything and hands nothing on, as a proxy that hangs.</param>
    /// <param name="patience">How long to wait for errors and for the take-over before giving up.</param>
    public static async Task<Outcome> RunAsync(DrillCluster cluster, bool cut, TimeSpan patience)
    {
        var site = await Site.NewAsync(cluster);
        using var writersWire = Wire.OnLoopback(cluster.TcpAddress);
        using var leadersWire = Wire.OnLoopback(cluster.TcpAddress);
        var met = new ConcurrentDictionary<int, TimeSpan>();
        string At(Wire wire) => cluster.ConnectionString(site.Database, wire.Address);
        await using var cutOff = new Running(site, At(writersWire), [At(leadersWire)]);
        await Patiently.UntilAsync(() => cutOff.Processes[0].LeadsAll, "the process that will be cut off leads");
        // The rest of the house reaches the server as ever.
        await using var rest = new Running(site, followAt: [site.ConnectionString], firstWriter: Running.WriterCount, pauseMilliseconds: 50);
        await cutOff.AcknowledgesAsync(200);
        await cutOff.FollowsAsync();

        var began = TimeProvider.System.GetTimestamp();
        cutOff.Writers.Failed = (ask, _, _) => met.TryAdd(ask.Writer, TimeProvider.System.GetElapsedTime(began));
        if (cut) writersWire.Cut(); else writersWire.FallMute();
        if (cut) leadersWire.Cut(); else leadersWire.FallMute();

        var faults = new List<string>();
        var takeOver = GoesOnAsync();
        try
        {
            await Patiently.UntilAsync(() => met.Count == Running.WriterCount, "every writer that is cut off has met an error", patience);
        }
        catch (DrillException)
        {
            faults.Add($"{Running.WriterCount - met.Count} of {Running.WriterCount} writers still hang after {patience.TotalSeconds:0} s");
        }
        if (await takeOver is null) faults.Add($"no other process had taken over the followers after {patience.TotalSeconds:0} s");
        writersWire.Mend();
        leadersWire.Mend();

        await cutOff.AcknowledgesAsync(50);
        await cutOff.StopWritingAsync();
        await rest.StopWritingAsync();
        await rest.FollowsAsync();
        await cutOff.DisposeAsync();
        var verdict = await rest.EndAsync();
        return Outcome.Of(cut ? "connections cut, half open" : "connections mute, half open", verdict with { Faults = [.. verdict.Faults, .. faults] },
            await takeOver is { } time ? [time] : [],
            met.IsEmpty ? "no writer met an error" : $"writers met an error after {met.Values.Min().TotalSeconds:0.0} to {met.Values.Max().TotalSeconds:0.0} s");

        async Task<TimeSpan?> GoesOnAsync()
        {
            try
            {
                return await rest.FollowsAsync(bound: patience);
            }
            catch (DrillException)
            {
                return null;
            }
        }
    }
}
