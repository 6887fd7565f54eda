using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ReferralBroker.Postgres;

/// <summary>The folder that holds a cluster's data, and the making of it.</summary>
internal sealed class DataFolder(string home)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where the data is.</summary>
    public string Location { get; } = Path.Combine(home, "data");

    /// <summary>Where a new cluster is made, so that one cut short never looks like a cluster: it is renamed when complete.</summary>
    public string Staging { get; } = Path.Combine(home, "data.new");

    private string PasswordFile { get; } = Path.Combine(home, "password");

    /// <summary>Major version that made the data, or null when there is none yet.</summary>
    public int? MajorVersion()
    {
        var file = Path.Combine(Location, "PG_VERSION");
        if (!File.Exists(file)) return null;
        var text = File.ReadAllText(file).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ClusterException($"'{file}' says '{text}' where a PostgreSQL version such as 15 was expected: the data is damaged. Restore the folder, or move it away to start afresh.");
    }

    /// <summary>The superuser's password, which connections over TCP need.</summary>
    public string Password() => File.Exists(PasswordFile)
        ? File.ReadAllText(PasswordFile).Trim()
        : throw new ClusterException($"'{PasswordFile}' is missing: it holds the password for connections over TCP. Connect by the Unix socket (no TcpPort), or restore the file.");

    /// <summary>Makes a new cluster.</summary>
    public async Task CreateAsync(ServerBinaries binaries, Launcher launcher, ServerAccount account, ClusterOptions options, Action<string> log, CancellationToken cancel)
    {
        if (Directory.Exists(Location))
        {
            if (Directory.EnumerateFileSystemEntries(Location).Any())
                throw new ClusterException($"'{Location}' has files in it but no PG_VERSION: expected a PostgreSQL cluster, or nothing. Move the folder away, or set another.");
            Directory.Delete(Location);
        }
        if (!LibC.IsAccount(account.UserId))
            throw new ClusterException($"User {account.UserId} has no account on this machine, and PostgreSQL makes a cluster only for one that has. Start as a user listed in /etc/passwd, or add this one.");
        if (Directory.Exists(Staging)) Directory.Delete(Staging, recursive: true);
        Directory.CreateDirectory(Staging);
        File.SetUnixFileMode(Staging, OwnerOnly);
        account.TakeOver(Staging);
        WritePassword();
        account.TakeOver(PasswordFile);

        List<string> arguments =
        [
            "-D", Staging, "-U", options.SuperUser, "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
            "--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile=" + PasswordFile,
        ];
        // Who runs without flushing to disk has no use for flushing the first state either.
        if (options.Settings.TryGetValue("fsync", out var flush) && flush is "off" or "false" or "0" or "no") arguments.Add("--no-sync");

        log($"making a new PostgreSQL {binaries.Version} cluster in '{Location}'");
        // What it says ends with advice on starting a server by hand, which would mislead here. A failure quotes it.
        var initialiser = await OwnedProcess.StartAsync(launcher.Command(binaries.Initialiser, arguments), _ => { });
        try
        {
            var exitCode = await initialiser.Exited.WaitAsync(options.StartTimeout, cancel);
            if (exitCode != 0) throw new ClusterException($"'{binaries.Initialiser}' could not make a cluster in '{Staging}' (exit code {exitCode}):\n{initialiser.Tail}");
        }
        catch (TimeoutException e)
        {
            throw new ClusterException($"'{binaries.Initialiser}' was not done within {options.StartTimeout.TotalSeconds:0} s. Raise StartTimeout, or set a folder on a faster disk. It said:\n{initialiser.Tail}", e);
        }
        finally
        {
            await initialiser.StopAsync(TimeSpan.FromSeconds(5));
        }
        Directory.Move(Staging, Location);
    }

    private void WritePassword()
    {
        File.Delete(PasswordFile);
        using var file = new FileStream(PasswordFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) + "\n"));
    }
}
