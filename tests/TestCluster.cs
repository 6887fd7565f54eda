using Npgsql;
#if TESTCONTAINERS
using Testcontainers.PostgreSql;
#else
using ReferralBroker.Postgres;
#endif

[assembly: AssemblyFixture(typeof(ReferralBroker.Testing.TestCluster))]

namespace ReferralBroker.Testing;

/// <summary>One PostgreSQL cluster for the tests of one project; each test takes databases of its own from it. Gone when the run ends.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    // A test run loses nothing that matters when the machine does; what a killed process may lose is tested with its own cluster.
    private static readonly Dictionary<string, string> Settings = new() { ["fsync"] = "off", ["full_page_writes"] = "off", ["synchronous_commit"] = "off", ["max_prepared_transactions"] = "10" };

    private int _made;

#if TESTCONTAINERS
    /// <summary>The image that the container's compose file names too.</summary>
    private const string Image = "postgres:17.11-bookworm";

    private PostgreSqlContainer? _container;

    /// <summary>The connection string of a database, which need not exist.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_container!.GetConnectionString()) { Database = database }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        string[] settings = [.. Settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })];
        // Tests make roles without passwords, as they may in the cluster that the broker starts itself.
        _container = new PostgreSqlBuilder(Image).WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "trust").WithCommand(settings).Build();
        await _container.StartAsync();
    }

    private async ValueTask EndAsync()
    {
        if (_container is not null) await _container.DisposeAsync();
    }
#else
    private readonly string _home = Directory.CreateTempSubdirectory("referral-broker-tests-").FullName;
    private EmbeddedCluster? _cluster;

    /// <summary>The connection string of a database, which need not exist.</summary>
    public string ConnectionString(string database) => _cluster!.ConnectionString(database);

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = _home, Settings = Settings });

    private async ValueTask EndAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
#endif

    /// <summary>Makes a database, empty or as a copy of another, and answers its connection string.</summary>
    public async Task<string> NewDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref _made)}";
        await using var server = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = server.CreateCommand($"create database {name}" + (template is null ? "" : $" template {template}"));
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await EndAsync();
    }
}
