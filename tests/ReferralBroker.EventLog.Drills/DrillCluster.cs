using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace ReferralBroker.EventLog.Drills;

/// <summary>
/// A PostgreSQL cluster that is there to be broken: it can be crashed, killed, copied and started again in place. It writes to disk as a real
/// one does. Reached by a Unix socket in its own folder and by TCP on the loopback address with a password.
/// </summary>
internal sealed class DrillCluster : IAsyncDisposable
{
    private const string SuperUser = "drill";

    /// <summary>How long pg_ctl is to wait, which is a minute if it is not told.</summary>
    private static readonly string Seconds = Patiently.Bound.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private readonly string _home;
    private readonly string _password;
    private readonly int _port = FreePort();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _data;
    private OwnedServer? _server;
    private int _databases;

    private DrillCluster(string home, string data, string password, IReadOnlyDictionary<string, string> settings) =>
        (_home, _data, _password, _settings) = (home, data, password, settings);

    private string Data => _data;

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    private string Sockets => Path.Combine(_home, "run");

    /// <summary>Where this cluster may put what belongs to it.</summary>
    public string Home => _home;

    public int ServerProcessId => Server.Process.Id;

    public IPEndPoint TcpAddress => new(IPAddress.Loopback, _port);

    public EndPoint SocketAddress => new UnixDomainSocketEndPoint(Path.Combine(Sockets, $".s.PGSQL.{_port}"));

    private OwnedServer Server => _server ?? throw new DrillException("The server is not running.");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">Settings that take precedence over those of a small cluster that loses nothing.</param>
    /// <param name="data">Where its data is to be; null: in a temporary folder of its own, as everything else.</param>
    public static async Task<DrillCluster> StartNewAsync(IReadOnlyDictionary<string, string>? settings = null, string? data = null)
    {
        var cluster = Prepare(settings, data, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        try
        {
            var passwordFile = Path.Combine(cluster._home, "password");
            await File.WriteAllTextAsync(passwordFile, cluster._password + "\n");
            await ServerPrograms.GiveAsync(cluster._home);
            // The first state of a cluster that is made to be thrown away need not be flushed; everything after it is.
            await ServerPrograms.RunAsync("initdb", Patiently.Bound, "-D", cluster.Data, "-U", SuperUser, "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
                "--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile=" + passwordFile, "--no-sync", "--no-instructions");
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a standby that follows this cluster at an address that leads here, and starts it.</summary>
    public async Task<DrillCluster> StartStandbyAsync(string name, IPEndPoint at)
    {
        var standby = Prepare(_settings, null, _password);
        try
        {
            await ServerPrograms.GiveAsync(standby._home);
            await ServerPrograms.RunAsync("pg_basebackup", Patiently.Bound, "-D", standby.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync",
                "-d", $"host={at.Address} port={at.Port} user={SuperUser} password={_password} application_name={name}");
            await standby.StartAsync();
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Sockets,
        Port = _port,
        Username = SuperUser,
        Database = database,
    }.ConnectionString;

    /// <summary>How to reach it at another address that leads here, such as a wire's.</summary>
    public string ConnectionString(string database, IPEndPoint at) => new NpgsqlConnectionStringBuilder
    {
        Host = at.Address.ToString(),
        Port = at.Port,
        Username = SuperUser,
        Password = _password,
        Database = database,
        SslMode = SslMode.Disable,
    }.ConnectionString;

    /// <summary>Makes a database, empty or as a copy of another that nobody is connected to.</summary>
    public async Task<string> NewDatabaseAsync(string? template = null)
    {
        var name = $"drill_{Interlocked.Increment(ref _databases)}";
        await RunAsync("postgres", $"create database {name}" + (template is null ? "" : $" template {template}"));
        return name;
    }

    public Task DropAsync(string database) => RunAsync("postgres", $"drop database if exists {database} with (force)");

    /// <summary>Runs a statement on a connection of its own.</summary>
    public async Task RunAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A connection outside every pool.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false, ApplicationName = "drill" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server and returns once it answers, recovery included.</summary>
    public async Task StartAsync()
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            _server ??= await OwnedServer.StartAsync(ServerPrograms.Owned("postgres", Arguments()));
            if (await AnswersAsync()) return;
            if (waited.Elapsed > Patiently.Bound) throw new DrillException($"The server did not answer within {Patiently.Bound.TotalSeconds} s: {_server.Tail}");
            if (!_server.Exited.IsCompleted) continue;
            // What is left of a server that was killed lives a moment longer, and the next one refuses to start beside it.
            if (!_server.Tail.Contains("still in use", StringComparison.Ordinal) && !_server.Tail.Contains("lock file", StringComparison.Ordinal))
                throw new DrillException($"The server ended: {_server.Tail}");
            _server.Dispose();
            _server = null;
        }
    }

    /// <summary>Starts it again where it has ended by itself, or may be about to.</summary>
    public async Task StartIfEndedAsync()
    {
        // A server that has no room ends while it recovers; one that found room answers.
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (_server is null)
            {
                await StartAsync();
                return;
            }
            if (await AnswersAsync()) return;
            if (waited.Elapsed > Patiently.Bound) throw new DrillException($"The server neither ended nor answered within {Patiently.Bound.TotalSeconds} s: {Server.Tail}");
            if (!Server.Exited.IsCompleted) continue;
            Server.Dispose();
            _server = null;
            await StartAsync();
            return;
        }
    }

    /// <summary>Limits how large any file of the server may grow, for the sessions there are and those to come; null: no limit.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        var limit = "--fsize=" + (bytes is { } most ? most.ToString(CultureInfo.InvariantCulture) : "unlimited") + ":";
        foreach (var process in Signals.ChildrenOf(ServerProcessId).Append(ServerProcessId))
        {
            try
            {
                await ServerPrograms.ToItsEndAsync(new("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), limit]), Patiently.Bound);
            }
            catch (DrillException) when (!Directory.Exists($"/proc/{process}"))
            {
                // One that has ended in the meantime needs no limit.
            }
        }
    }

    /// <summary>As <c>pg_ctl stop -m immediate</c>: every process ends at once and nothing is written; the next start recovers.</summary>
    public async Task CrashAsync()
    {
        await ServerPrograms.RunAsync("pg_ctl", Patiently.Bound, "stop", "-D", Data, "-m", "immediate", "-w", "-t", Seconds);
        await GoneAsync();
    }

    public async Task StopAsync()
    {
        await ServerPrograms.RunAsync("pg_ctl", Patiently.Bound, "stop", "-D", Data, "-m", "fast", "-w", "-t", Seconds);
        await GoneAsync();
    }

    /// <summary>Kills the server's first process; its backends notice and end by themselves.</summary>
    public async Task KillAsync()
    {
        Signals.KillServer(Server.Process);
        await GoneAsync();
    }

    /// <summary>Dumps a database into a file, in a folder that the server's account may write to.</summary>
    public Task DumpAsync(string database, string file) =>
        ServerPrograms.RunAsync("pg_dump", Patiently.Bound, "-Fc", "-h", Sockets, "-p", Port, "-U", SuperUser, "-f", file, database);

    /// <summary>Restores such a file into an empty database.</summary>
    public Task RestoreAsync(string database, string file) =>
        ServerPrograms.RunAsync("pg_restore", Patiently.Bound, "--exit-on-error", "-h", Sockets, "-p", Port, "-U", SuperUser, "-d", database, file);

    public Task PromoteAsync() => ServerPrograms.RunAsync("pg_ctl", Patiently.Bound, "promote", "-D", Data, "-w", "-t", Seconds);

    /// <summary>Kills one backend; the server then ends the others and recovers by itself.</summary>
    public bool KillBackend(int process) => Signals.KillChild(process, ServerProcessId);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_server is not null && !_server.Exited.IsCompleted)
            {
                try { await CrashAsync(); } catch (DrillException) { await KillAsync(); }
            }
            _server?.Dispose();
        }
        finally
        {
            await DeleteAsync(_home);
        }
    }

    private async Task GoneAsync()
    {
        await Server.Exited.WaitAsync(Patiently.Bound);
        Server.Dispose();
        _server = null;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await OpenAsync("postgres");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private IEnumerable<string> Arguments()
    {
        var settings = new Dictionary<string, string>
        {
            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",
            ["shared_buffers"] = "64MB",
            ["max_connections"] = "100",
            // Commands sent again are refused by the hundred, which is no news.
            ["log_min_messages"] = "fatal",
            ["log_min_error_statement"] = "panic",
        };
        foreach (var (name, value) in _settings) settings[name] = value;
        settings["port"] = Port;
        settings["listen_addresses"] = "127.0.0.1";
        settings["unix_socket_directories"] = Sockets;
        settings["unix_socket_permissions"] = "0700";
        settings["logging_collector"] = "off";
        return ["-D", Data, .. settings.SelectMany(s => (string[])["-c", $"{s.Key}={s.Value}"])];
    }

    private static DrillCluster Prepare(IReadOnlyDictionary<string, string>? settings, string? data, string password)
    {
        // Socket paths are short by law, and some temporary folders are not.
        var home = Directory.CreateTempSubdirectory("rb-drill-").FullName;
        if (home.Length > 60)
        {
            Directory.Delete(home);
            home = Directory.CreateDirectory(Path.Combine("/tmp", Path.GetFileName(home))).FullName;
        }
        // The account the server runs as owns it; nobody else needs to enter but root.
        Directory.CreateDirectory(Path.Combine(home, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(home, data ?? Path.Combine(home, "data"), password, settings ?? new Dictionary<string, string>());
    }

    private static async Task DeleteAsync(string folder)
    {
        // Whoever was killed may still be closing files in it.
        for (var tries = 0; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (tries < 100 && e is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
