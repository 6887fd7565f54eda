using System.ComponentModel;
using System.Diagnostics;

namespace ReferralBroker.Postgres;

/// <summary>
/// Writes the command lines that start PostgreSQL's programs: as the right account, in a clean environment, in a session of their
/// own (so that Ctrl-C at a terminal stops this program first and the database after it), and told to shut down when the thread
/// that started them ends, however it ends.
/// </summary>
internal sealed class Launcher
{
    private const string StandardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // Read-only first. The other is what a container's root is usually left with.
    private static readonly string[] Capabilities = ["dac_read_search", "dac_override"];

    private readonly string _session;
    private readonly IReadOnlyList<string> _privileges;

    private Launcher(string session, IReadOnlyList<string> privileges) => (_session, _privileges) = (session, privileges);

    /// <summary>
    /// A launcher under which <paramref name="account"/> can enter every one of <paramref name="folders"/>. When root's folders
    /// are closed to it, it gets the one capability that opens them, and no more than that.
    /// </summary>
    /// <exception cref="ClusterException">The account cannot be made to enter a folder, or a system program is missing.</exception>
    public static Launcher For(ServerAccount account, IReadOnlyList<string> folders, Action<string> log)
    {
        var session = Tool("setsid");
        var setPrivileges = Tool("setpriv");
        if (!account.IsOther) return new(session, [setPrivileges, "--pdeathsig=INT", "--"]);

        string[] drop = [setPrivileges, $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--clear-groups"];
        var plain = new Launcher(session, [.. drop, "--pdeathsig=INT", "--"]);
        var refusal = plain.TryToEnter(folders);
        if (refusal is null) return plain;

        foreach (var capability in Capabilities)
        {
            // no_setuid_fixup: without it access(2), by which PostgreSQL looks for its own programs, disregards the capability.
            var able = new Launcher(session,
                [.. drop, $"--inh-caps=+{capability}", $"--ambient-caps=+{capability}", "--securebits=+no_setuid_fixup", "--pdeathsig=INT", "--"]);
            if (able.TryToEnter(folders) is not null) continue;
            log($"user {account.UserId} may not enter every folder ({refusal}): the server gets the capability {capability}");
            return able;
        }
        throw new ClusterException($"PostgreSQL does not run as root, and user {account.UserId}, whom it runs as instead, may not enter the folders it needs ({refusal}). " +
            "Root cannot let it here: that takes CAP_SETUID, CAP_SETGID and CAP_DAC_READ_SEARCH or CAP_DAC_OVERRIDE. " +
            "Set a folder all of whose parents others may enter (chmod o+x), or start as an ordinary user.");
    }

    /// <summary>The command that runs a program with these arguments.</summary>
    public ProcessStartInfo Command(string program, IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo(_session, [.. _privileges, program, .. arguments]) { WorkingDirectory = "/" };
        // PGPORT, PGDATA, TZ or LANG of whoever starts this program would change the cluster, and secrets are none of its business.
        var libraries = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        command.Environment.Clear();
        command.Environment["PATH"] = StandardPath;
        command.Environment["LC_ALL"] = "C.UTF-8";
        command.Environment["TZ"] = "UTC";
        if (libraries is not null) command.Environment["LD_LIBRARY_PATH"] = libraries;
        return command;
    }

    /// <summary>Null when every folder can be entered, else the complaint. Trying also covers access lists and network folders.</summary>
    private string? TryToEnter(IReadOnlyList<string> folders)
    {
        const string enterEach = """for folder; do cd "$folder" || exit 1; done""";
        try
        {
            var (exitCode, _, error) = Programs.Run(Command("/bin/sh", ["-c", enterEach, "sh", .. folders]));
            return exitCode == 0 ? null : error;
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }

    private static string Tool(string name) =>
        Programs.Locate(name, Environment.GetEnvironmentVariable("PATH") + ":" + StandardPath) ?? throw new ClusterException(
            $"The program '{name}' was not found: it ties the database server to this program. Install the package 'util-linux'.");
}
