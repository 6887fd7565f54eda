using System.Diagnostics;
using ReferralBroker.Postgres;

namespace ReferralBroker.EventLog.Drills;

/// <summary>PostgreSQL's programs, run as an account that PostgreSQL accepts: root may not run them.</summary>
internal static class ServerPrograms
{
    private static readonly Lazy<string> Folder = new(() => PostgresBinaries.Find().Folder);

    private static string[] Drop => Environment.IsPrivilegedProcess ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <summary>A long-lived program in a session of its own, so that Ctrl-C reaches only the drill, which is told when that ends, however it ends.</summary>
    public static ProcessStartInfo Owned(string program, params IEnumerable<string> arguments) =>
        Clean(new("setsid", ["setpriv", .. Drop, "--pdeathsig=QUIT", "--", Path.Combine(Folder.Value, program), .. arguments]));

    /// <summary>Runs a program to its end.</summary>
    public static async Task<string> RunAsync(string program, TimeSpan patience, params IEnumerable<string> arguments)
    {
        var path = Path.Combine(Folder.Value, program);
        if (!File.Exists(path))
            throw new DrillException($"'{path}' is not there: the drill needs PostgreSQL's client programs beside its server. Install them, or set PG_BIN to a folder that has both.");
        // Not tied to the thread that starts it, as a server is: that one is lent by the pool and may end at any time.
        return await ToItsEndAsync(Clean(Drop.Length == 0 ? new(path, arguments) : new("setpriv", [.. Drop, "--", path, .. arguments])), patience);
    }

    /// <summary>Gives a folder to the account the server runs as, and lets it in from above.</summary>
    public static async Task GiveAsync(string folder)
    {
        if (Environment.IsPrivilegedProcess) await ToItsEndAsync(new("chown", ["-R", "postgres:", folder]), Patiently.Bound);
    }

    public static async Task<string> ToItsEndAsync(ProcessStartInfo command, TimeSpan patience)
    {
        command.RedirectStandardOutput = command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new DrillException($"'{command.FileName} {string.Join(' ', command.ArgumentList)}' was not done within {patience.TotalSeconds} s.");
        }
        // A server that a program started may hold the pipes open: what has been said by now is enough.
        var text = await Task.WhenAny(said, Task.Delay(1000, CancellationToken.None)) == said ? string.Join('\n', await said).Trim() : "";
        if (process.ExitCode != 0) throw new DrillException($"'{command.FileName} {string.Join(' ', command.ArgumentList)}' ended with {process.ExitCode}: {text}");
        return text;
    }

    private static ProcessStartInfo Clean(ProcessStartInfo command)
    {
        command.WorkingDirectory = "/";
        foreach (var name in command.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) command.Environment.Remove(name);
        command.Environment["LC_ALL"] = "C.UTF-8";
        command.Environment["TZ"] = "UTC";
        return command;
    }
}

/// <summary>The drill itself could not be held. Says nothing about what is under test.</summary>
internal sealed class DrillException : Exception
{
    public DrillException() { }
    public DrillException(string message) : base(message) { }
    public DrillException(string message, Exception inner) : base(message, inner) { }
}
