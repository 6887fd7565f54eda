using System.Runtime.InteropServices;
using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Drills;

/// <summary>The drills as a program: progress on one line, a table at the end, exit code 0 when everything held.</summary>
internal static class LongForm
{
    public static Task<int> KillAsync(int cycles, int seed) => HoldAsync($"{cycles} kills, seed {seed}", stop => new KillCycles(cycles, seed, Progress).RunAsync(stop));

    /// <summary>Each fault in its long form; the seed says at which passing of its point each victim dies.</summary>
    /// <param name="seed">Chooses.</param>
    /// <param name="only">Words that the names of those to be held contain; null: all.</param>
    public static Task<int> FaultsAsync(int seed, string? only) => HoldAsync($"every fault{(only is null ? "" : " of " + only)}, seed {seed}", async stop =>
    {
        var random = new Random(seed);
        var outcomes = new List<Outcome>();
        await using var ground = await DrillCluster.StartNewAsync();
        IReadOnlyList<(string Name, Func<Task<Outcome>> Hold)> faults =
        [
            .. KillPoint.All.Select(point => (point.Name, (Func<Task<Outcome>>)(() => ProcessKilled.RunAsync(ground, point, 1 + random.Next(point.Latest))))),
            ("SIGKILL of the leading follower's backend", () => ServerCrash.FollowersBackendKilledAsync(ground, 10)),
            ("SIGKILL of a writer's backend", () => ServerCrash.WritersBackendKilledAsync(ground, 10)),
            ("immediate stop of the server", () => ServerCrash.ImmediateStopAsync(ground, 10)),
            ("SIGKILL of the server", () => ServerCrash.ServerKilledAsync(ground, 10)),
            ("server away for 30 s", () => ServerCrash.AwayAsync(ground, TimeSpan.FromSeconds(30))),
            ("transactions left open", () => OpenTransactions.RunAsync(ground, TimeSpan.FromMinutes(2))),
            ("connections cut, half open", () => HalfOpen.RunAsync(ground, cut: true, TimeSpan.FromMinutes(2))),
            ("connections mute, half open", () => HalfOpen.RunAsync(ground, cut: false, TimeSpan.FromMinutes(2))),
            ("dump under load and restore", () => DumpAndRestore.RunAsync(ground, 500)),
            ("disk full under the events", () => DiskFull.UnderEventsAsync()),
            ("disk full under everything", () => DiskFull.UnderEverythingAsync()),
            ("synchronous standby promoted", () => StandbyPromoted.SynchronousAsync(TimeSpan.Zero)),
            // Longer than any time limit of the log's own sessions.
            ("synchronous standby promoted, cut off", () => StandbyPromoted.SynchronousAsync(TimeSpan.FromSeconds(45))),
            ("synchronous standby promoted after a crash while cut off", () => StandbyPromoted.SynchronousAfterCrashAsync(TimeSpan.FromSeconds(4))),
            ("asynchronous standby promoted", () => StandbyPromoted.AsynchronousAsync(TimeSpan.FromSeconds(1))),
        ];
        var chosen = faults.Where(f => only is null || f.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var (name, hold) in chosen.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            Progress($"{outcomes.Count + 1} of {chosen.Count}: {name}");
            try
            {
                outcomes.Add(await hold());
            }
            catch (Exception e) when (e is DrillException or Npgsql.NpgsqlException)
            {
                outcomes.Add(new(name, 1, 0, 0, 0, false, [], [e.Message], []));
            }
        }
        return outcomes;
    });

    private static async Task<int> HoldAsync(string title, Func<CancellationToken, Task<IReadOnlyList<Outcome>>> hold)
    {
        using var stop = new CancellationTokenSource();
        // What is under way is finished and cleared away, whoever asks for the end; a second Ctrl-C ends at once.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var began = TimeProvider.System.GetTimestamp();
        var outcomes = await hold(stop.Token);
        Progress("");
        Console.WriteLine();
        Write(outcomes);
        var held = outcomes.Count > 0 && outcomes.All(o => o.Holds);
        var judged = (stop.IsCancellationRequested ? "interrupted, " : "") + (held ? "every promise held" : "NOT EVERY PROMISE HELD");
        Console.WriteLine($"{title}: {judged}, {TimeProvider.System.GetElapsedTime(began):hh\\:mm\\:ss}");
        return held && !stop.IsCancellationRequested ? 0 : 1;
    }

    private static void Write(IReadOnlyList<Outcome> outcomes)
    {
        Console.WriteLine($"{"fault",-52}{"cycles",7}{"acknowledged",14}{"lost",6}{"doubled",9}{"projections",13}{"goes on after: median",23}{"most",9}");
        foreach (var o in outcomes.Append(Sum(outcomes)))
            Console.WriteLine($"{o.Fault,-52}{o.Cycles,7}{o.Acknowledged,14}{o.Lost,6}{o.Doubled,9}{(o.ProjectionsEqual ? "equal" : "DIFFER"),13}"
                + $"{Seconds(o, o.Median),23}{Seconds(o, o.Recoveries.DefaultIfEmpty().Max()),9}");
        foreach (var o in outcomes)
            foreach (var line in o.Notes.Distinct().Take(3).Concat(o.Faults.Take(10).Select(f => "FAULT " + f)))
                Console.WriteLine($"  {o.Fault}: {line}");
    }

    private static Outcome Sum(IReadOnlyList<Outcome> outcomes) =>
        outcomes.Aggregate(new Outcome("all", 0, 0, 0, 0, true, [], [], []), (sum, one) => sum.And(one)) with { Recoveries = [] };

    private static string Seconds(Outcome outcome, TimeSpan time) => outcome.Recoveries.Count == 0 ? "" : $"{time.TotalSeconds:0.00} s";

    private static void Progress(string line)
    {
        if (!Console.IsOutputRedirected) Console.Write("\r" + line.PadRight(150));
    }
}
