using System.Diagnostics;
using System.Globalization;

namespace ReferralBroker.Postgres;

/// <summary>What an earlier server of the same data may have left behind: its processes, and files that say it still runs.</summary>
internal static class LeftoverServer
{
    /// <summary>Stops every PostgreSQL process that works in the folder. The caller holds the cluster's lock, so none has an owner.</summary>
    public static async Task StopAsync(string dataFolder, TimeSpan patience, Action<string> log, CancellationToken cancel)
    {
        (TimeSpan From, int Signal)[] steps = [(TimeSpan.Zero, LibC.Interrupt), (patience, LibC.Quit), (patience + TimeSpan.FromSeconds(10), LibC.Kill)];
        var waited = Stopwatch.StartNew();
        var taken = 0;
        while (ProcessesOf(dataFolder) is { Count: > 0 } left)
        {
            if (taken < steps.Length && waited.Elapsed >= steps[taken].From)
            {
                log($"stopping what is left of an earlier server: {string.Join(' ', left.Select(p => p.Id))}");
                // The main process ends the others in order. Hard steps are for all: the main process may be gone.
                foreach (var process in left.Where(p => taken > 0 || p.IsMain)) LibC.Signal(process.Id, steps[taken].Signal);
                taken++;
            }
            if (waited.Elapsed > patience + TimeSpan.FromSeconds(20))
                throw new ClusterException($"An earlier server of '{dataFolder}' does not stop (processes {string.Join(' ', left.Select(p => p.Id))}). End these processes, then start again.");
            await Task.Delay(20, cancel);
        }
    }

    /// <summary>
    /// Makes a pid file and socket locks of a dead server harmless. PostgreSQL takes any living process with the noted number for
    /// the old server, even one that got the number since, or one that is dead but not yet reaped, and refuses to start. With a
    /// number nobody can have, it decides by whether anyone still holds the old shared memory, which is certain.
    /// </summary>
    public static void ForgetProcess(string dataFolder, string socketFolder, Action<string> log)
    {
        var pidFile = PidFile(dataFolder);
        if (File.Exists(pidFile))
        {
            log("an earlier server was not shut down: it recovers now");
            var lines = File.ReadAllLines(pidFile);
            if (lines.Length > 0 && int.TryParse(lines[0], NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id) && id != 0)
            {
                lines[0] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
                File.WriteAllText(pidFile, string.Join('\n', lines) + "\n");
            }
            else
            {
                File.Delete(pidFile);
            }
        }
        foreach (var socketFile in Directory.GetFiles(socketFolder, ".s.PGSQL.*")) File.Delete(socketFile);
    }

    public static string PidFile(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    private static List<(int Id, bool IsMain)> ProcessesOf(string dataFolder)
    {
        var found = new List<(int, bool)>();
        if (LibC.Look(dataFolder) is not { } folder) return found;
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (File.ReadAllText(entry + "/comm").TrimEnd() is not ("postgres" or "initdb")) continue;
                var command = File.ReadAllText(entry + "/cmdline").Split('\0');
                var named = Array.IndexOf(command, "-D") is var option and > 0 && option + 1 < command.Length && folder.IsSameAs(LibC.Look(command[option + 1]));
                // Every server process works in its data folder; where the kernel does not let us see that, the command line names it.
                if (named || folder.IsSameAs(LibC.Look(entry + "/cwd"))) found.Add((id, named));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Ended meanwhile, or hidden from this account and so none of ours.
            }
        }
        return found;
    }
}
