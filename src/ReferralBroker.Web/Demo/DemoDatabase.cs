using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Postgres;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Demo;

/// <summary>The demo's own PostgreSQL and what is in it. Made once, kept between starts, all of it under one folder.</summary>
public sealed class DemoDatabase : IAsyncDisposable
{
    private const string Ready = "broker";
    private const string Filling = "broker_filling";
    private readonly EmbeddedCluster _cluster;

    private DemoDatabase(EmbeddedCluster cluster, string masterKeyFile) => (_cluster, MasterKeyFile) = (cluster, masterKeyFile);

    private string MasterKeyFile { get; }

    /// <summary>Points the broker at the demo's databases, whatever else is configured.</summary>
    public void Apply(Settings settings) => Point(settings, Ready);

    /// <summary>Where the demo lives unless told otherwise: beside the sources where there are any, else in the current folder.</summary>
    public static string UsualFolder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "ReferralBroker.sln"))) return Path.Combine(folder.FullName, ".data");
            return Path.GetFullPath(".data");
        }
    }

    /// <summary>Starts the cluster and, the first time, fills it.</summary>
    /// <param name="folder">Where it lives.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="stop">Gives up; the next start begins again where it must.</param>
    public static async Task<DemoDatabase> StartAsync(string folder, Action<string> say, CancellationToken stop)
    {
        var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = Path.Combine(folder, "postgres") }, stop);
        var demo = new DemoDatabase(cluster, Path.Combine(folder, "master.key"));
        try
        {
            say($"PostgreSQL {cluster.Version} started in {folder}");
            MakeMasterKey(demo.MasterKeyFile);
            if (!await demo.ExistsAsync(Ready, stop)) await demo.FillAsync(say, stop);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _cluster.DisposeAsync();
    }

    private void Point(Settings settings, string database)
    {
        settings.Database = _cluster.ConnectionString(database);
        settings.KeyDatabase = _cluster.ConnectionString(KeysOf(database));
        settings.MasterKey = null;
        settings.MasterKeyFile = MasterKeyFile;
    }

    private static string KeysOf(string database) => database + "_keys";

    /// <summary>Fills databases under another name and renames them at the end: a fill that was cut off is never taken for a whole one.</summary>
    private async Task FillAsync(Action<string> say, CancellationToken stop)
    {
        var took = Stopwatch.StartNew();
        say("Filling it with a small set of invented people, once ...");
        foreach (var name in (string[])[Filling, KeysOf(Filling), KeysOf(Ready)]) await RunAsync($"drop database if exists {name} with (force)", stop);
        foreach (var name in (string[])[Filling, KeysOf(Filling)]) await RunAsync($"create database {name}", stop);
        var end = TimeProvider.System.GetUtcNow();
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure<Settings>(settings => Point(settings, Filling));
        services.AddBroker();
        var time = new SimulatedTime(end.AddDays(-366));
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(time);
        services.AddSingleton<SyntheticSet>();
        await using (var provider = services.BuildServiceProvider())
        {
            await BrokerServices.MigrateAsync(provider, stop);
            await provider.GetRequiredService<SyntheticSet>().FillAsync(end, stop);
        }
        NpgsqlConnection.ClearAllPools();
        await RunAsync($"alter database {KeysOf(Filling)} rename to {KeysOf(Ready)}", stop);
        await RunAsync($"alter database {Filling} rename to {Ready}", stop);
        say($"Filled in {took.Elapsed.TotalSeconds:0.0} s");
    }

    private async Task<bool> ExistsAsync(string database, CancellationToken stop)
    {
        await using var server = NpgsqlDataSource.Create(_cluster.ConnectionString());
        await using var command = server.CreateCommand("select exists (select from pg_database where datname = $1)");
        command.Parameters.Add(new() { Value = database });
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task RunAsync(string sql, CancellationToken stop)
    {
        await using var server = NpgsqlDataSource.Create(_cluster.ConnectionString());
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static void MakeMasterKey(string file)
    {
        if (File.Exists(file)) return;
        var half = file + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        using (var stream = new FileStream(half, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            stream.Write(System.Text.Encoding.ASCII.GetBytes(MasterKey.Make() + "\n"));
        File.Move(half, file, overwrite: false);
    }
}
