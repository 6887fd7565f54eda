using System.CommandLine;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>The broker's parts for a command that is no server, on the configured database or on the demo's.</summary>
internal sealed class Connection : IAsyncDisposable
{
    /// <summary>--demo on commands other than serve.</summary>
    public static readonly Option<bool> Demo = new("--demo") { Description = "Work on the demo's database; its server must not be running elsewhere." };

    private readonly ServiceProvider _services;
    private readonly DemoDatabase? _demo;

    private Connection(ServiceProvider services, DemoDatabase? demo) => (_services, _demo) = (services, demo);

    public IServiceProvider Services => _services;

    /// <exception cref="LogException">The log is of another edition of the broker.</exception>
    public static async Task<Connection> OpenAsync(bool isDemo, CancellationToken stop)
    {
        var section = Configuration();
        var demo = isDemo ? await DemoDatabase.StartAsync(DemoDatabase.ConfiguredFolder, _ => { }, stop) : null;
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure<Settings>(section);
        if (demo is not null) services.Configure<Settings>(demo.Apply);
        services.AddBroker();
        var connection = new Connection(services.BuildServiceProvider(), demo);
        try
        {
            await LogSchema.CheckEditionAsync(connection.Services.GetRequiredService<NpgsqlDataSource>(), stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The broker's section of what is configured.</summary>
    public static IConfigurationSection Configuration() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables().Build().GetSection("Broker");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_demo is not null) await _demo.DisposeAsync();
    }
}
