using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Postgres;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Simulation;

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

    /// <summary>Messages are laid into a folder of the demo's: nobody invented is written to.</summary>
    public void Apply(MailSettings settings) => (settings.Folder, settings.From) = (MailFolder, "referral-broker@example.org");

    /// <summary>Those to people too, from an address that says nothing.</summary>
    public void Apply(OwnPageSettings settings) => settings.From = "messages@example.org";

    /// <summary>The folder that messages are laid into.</summary>
    public string MailFolder => Path.Combine(Path.GetDirectoryName(MasterKeyFile)!, "mail");

    /// <summary>Where the demo lives: as Broker__DemoFolder says, else where it usually does.</summary>
    public static string ConfiguredFolder => Environment.GetEnvironmentVariable("Broker__DemoFolder") is { Length: > 0 } folder ? Path.GetFullPath(folder) : UsualFolder;

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

    /// <summary>How many people the demo's year is filled with.</summary>
    public const int UsualPeople = 300;

    private const int UsualSeed = 20260401;

    /// <summary>The year that ends now.</summary>
    private static SimulationPlan UsualPlan(DateTimeOffset now) => new(UsualSeed, UsualPeople, EnglandTime.DateOf(now).AddDays(-365), now);

    /// <summary>Starts the cluster and, the first time, fills it.</summary>
    /// <param name="folder">Where it lives.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="stop">Gives up; the next start begins again where it must.</param>
    /// <param name="plan">What to fill it with, if not with the usual year. Refused where it is filled already.</param>
    public static async Task<DemoDatabase> StartAsync(string folder, Action<string> say, CancellationToken stop, SimulationPlan? plan = null)
    {
        var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = Path.Combine(folder, "postgres") }, stop);
        var demo = new DemoDatabase(cluster, Path.Combine(folder, "master.key"));
        try
        {
            say($"PostgreSQL {cluster.Version} started in {folder}");
            MakeMasterKey(demo.MasterKeyFile);
            var isFilled = await demo.ExistsAsync(Ready, stop);
            if (isFilled && plan is not null) throw new SettingsException($"The demo in {folder} is filled already. Delete that folder to begin anew, or name another in Broker__DemoFolder.");
            if (!isFilled) await demo.FillAsync(plan ?? UsualPlan(TimeProvider.System.GetUtcNow()), say, stop);
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
    private async Task FillAsync(SimulationPlan plan, Action<string> say, CancellationToken stop)
    {
        var took = Stopwatch.StartNew();
        say($"Filling it with {plan.People} invented people, once ...");
        foreach (var name in (string[])[Filling, KeysOf(Filling), KeysOf(Ready)]) await RunAsync($"drop database if exists {name} with (force)", stop);
        foreach (var name in (string[])[Filling, KeysOf(Filling)]) await RunAsync($"create database {name}", stop);
        // Nothing of a fill that is cut off is kept, so no step of it need wait for the disk; at its end all of it is written out.
        await using (var services = BrokerServices.ForSimulation(plan, settings => Point(settings, Filling), isThrownAway: true))
        {
            await BrokerServices.MigrateAsync(services, stop);
            await services.GetRequiredService<Simulator>().RunAsync(plan, new SimulationShown(say), stop);
        }
        NpgsqlConnection.ClearAllPools();
        await RunAsync("checkpoint", stop);
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
