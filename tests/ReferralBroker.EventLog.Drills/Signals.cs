using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ReferralBroker.EventLog.Drills;

/// <summary>Signals to processes, with a look at whose they are.</summary>
internal static partial class Signals
{
    private const int Kill = 9;

    /// <summary>Ends this process at once: nothing is flushed, disposed or said.</summary>
    public static void KillSelf() => _ = Send(Environment.ProcessId, Kill);

    /// <summary>Kills a child of another process, such as a backend of the server; anything else of that number is left alone.</summary>
    public static bool KillChild(int process, int parent) => ParentOf(process) == parent && Send(process, Kill) == 0;

    public static void KillServer(Process server)
    {
        // The handle is our own child's: until it has been waited for, its number is nobody else's.
        if (!server.HasExited) _ = Send(server.Id, Kill);
    }

    public static IReadOnlyList<int> ChildrenOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(process => ParentOf(process) == parent)];

    private static int? ParentOf(int process)
    {
        try
        {
            // "pid (name) state parent ...", where the name may hold anything.
            var facts = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            return int.Parse(facts[(facts.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
