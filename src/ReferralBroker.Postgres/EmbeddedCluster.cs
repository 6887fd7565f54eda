using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace ReferralBroker.Postgres;

/// <summary>
/// A PostgreSQL cluster that belongs to this process: made at its first start, stopped with the process even when that is killed.
/// For demonstrations and tests; whoever may enter its socket folder (this account, the server's, root) is its superuser.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly ClusterOptions _options;
    private readonly HomeLock _lock;
    private readonly DataFolder _data;
    private readonly Action<string> _log;
    private ServerBinaries? _binaries;
    private string? _socketFolder;
    private OwnedProcess? _server;
    private bool _disposed;

    private EmbeddedCluster(ClusterOptions options, HomeLock homeLock)
    {
        _options = options;
        _lock = homeLock;
        _data = new DataFolder(options.Home);
        _log = options.Log ?? (_ => { });
    }

    /// <summary>Folder that holds the data, below the cluster's home.</summary>
    public string DataFolder => _data.Location;

    /// <summary>Version of the server, for example <c>15.18</c>.</summary>
    public string Version => Binaries.Version;

    /// <summary>Folder of the programs the server was started with.</summary>
    public string BinariesFolder => Binaries.Folder;

    /// <summary>True when this start made the cluster, false when it found one.</summary>
    public bool CreatedNow { get; private set; }

    /// <summary>Process number of the server.</summary>
    public int ServerProcessId => _server?.Id ?? throw new InvalidOperationException("The server was not started.");

    private ServerBinaries Binaries => _binaries ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Starts the cluster, making it first if need be, and returns once it answers.</summary>
    /// <exception cref="ClusterException">It could not be started; the message says why and what to do.</exception>
    public static async Task<EmbeddedCluster> StartAsync(ClusterOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux()) throw new ClusterException("The embedded PostgreSQL cluster runs on Linux only. Name a PostgreSQL server to connect to instead.");
        ServerArguments.Check(options);
        // The programs run in another current folder.
        options = options with { Home = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Home)) };
        try
        {
            MakeHome(options.Home);
            var cluster = new EmbeddedCluster(options, HomeLock.Take(options.Home));
            try
            {
                await cluster.StartAsync(cancel);
                return cluster;
            }
            catch
            {
                await cluster.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"The cluster in '{options.Home}' could not be started: {e.Message} Expected a folder that this account may write to; set another, or correct its owner.", e);
        }
    }

    /// <summary>How to connect to a database of this cluster: by its Unix socket, or by TCP with a password when a port was asked for.</summary>
    public string ConnectionString(string database = "postgres")
    {
        var connection = new DbConnectionStringBuilder
        {
            ["Host"] = _options.TcpPort is null ? _socketFolder! : "127.0.0.1",
            ["Port"] = ServerArguments.Port(_options),
            ["Username"] = _options.SuperUser,
            ["Database"] = database,
        };
        if (_options.TcpPort is not null) connection["Password"] = _data.Password();
        return connection.ConnectionString;
    }

    /// <summary>Shuts the server down (open transactions are rolled back) and gives the home free. The data stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            if (_server is not null) await _server.StopAsync(_options.StopTimeout);
            if (_socketFolder is not null) SocketFolder.Remove(_socketFolder, _options.Home);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        // In this order: what stands in the way is told before anything is changed.
        var account = ServerAccount.For(DataFolder);
        var existing = _data.MajorVersion();
        _binaries = PostgresBinaries.Find(_options.BinariesFolder, existing);
        _socketFolder = SocketFolder.Prepare(_options.Home, account);
        var launcher = Launcher.For(account, [_options.Home, _socketFolder, _binaries.Folder], _log);

        await LeftoverServer.StopAsync(_data.Staging, _options.StopTimeout, _log, cancel);
        await LeftoverServer.StopAsync(DataFolder, _options.StopTimeout, _log, cancel);
        if (existing is null)
        {
            await _data.CreateAsync(_binaries, launcher, account, _options, _log, cancel);
            CreatedNow = true;
        }
        LeftoverServer.ForgetProcess(DataFolder, _socketFolder, _log);

        _server = await OwnedProcess.StartAsync(launcher.Command(_binaries.Server, ServerArguments.For(_options, DataFolder, _socketFolder)), _log);
        await UntilReadyAsync(_server, cancel);
    }

    /// <summary>The server writes "ready" into the eighth line of its pid file: no connection is needed to learn it.</summary>
    private async Task UntilReadyAsync(OwnedProcess server, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (!IsReady(server))
        {
            if (await Task.WhenAny(server.Exited, Task.Delay(10, cancel)) == server.Exited)
                throw new ClusterException($"PostgreSQL {Version} did not start in '{DataFolder}' (exit code {await server.Exited}). It said:\n{server.Tail}");
            cancel.ThrowIfCancellationRequested();
            if (waited.Elapsed > _options.StartTimeout)
                throw new ClusterException($"PostgreSQL {Version} in '{DataFolder}' was not ready within {_options.StartTimeout.TotalSeconds:0} s. Raise StartTimeout if it still recovers from a crash. It said:\n{server.Tail}");
        }
    }

    private bool IsReady(OwnedProcess server)
    {
        try
        {
            var lines = File.ReadAllLines(LeftoverServer.PidFile(DataFolder));
            return lines.Length >= 8 && lines[7].Trim() == "ready" && lines[0].Trim() == server.Id.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or being written.
            return false;
        }
    }

    private static void MakeHome(string home)
    {
        if (Directory.Exists(home)) return;
        Directory.CreateDirectory(home);
        // Under root the server's account passes through it to folders of its own, whatever the umask says; nobody else learns names.
        var passThrough = LibC.IsRoot ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
        File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | passThrough);
    }
}
