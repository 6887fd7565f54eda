using Npgsql;
using ReferralBroker.Postgres;

[assembly: AssemblyFixture(typeof(ReferralBroker.Testing.TestCluster))]

namespace ReferralBroker.Testing;

/// <summary>One PostgreSQL cluster for the tests of one project; each test takes databases of its own from it. Gone when the run ends.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("referral-broker-tests-").FullName;
    private EmbeddedCluster? _cluster;
    private int _made;

    /// <summary>The connection string of a database, which need not exist.</summary>
    public string ConnectionString(string database) => _cluster!.ConnectionString(database);

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync(new ClusterOptions
    {
        Home = _home,
        // A test run loses nothing that matters when the machine does; what a killed process may lose is tested with its own cluster.
        Settings = new Dictionary<string, string> { ["fsync"] = "off", ["full_page_writes"] = "off", ["synchronous_commit"] = "off", ["max_prepared_transactions"] = "10" },
    });

    /// <summary>Makes a database, empty or as a copy of another, and answers its connection string.</summary>
    public async Task<string> NewDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref _made)}";
        await using var server = NpgsqlDataSource.Create(_cluster!.ConnectionString());
        await using var command = server.CreateCommand($"create database {name}" + (template is null ? "" : $" template {template}"));
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_cluster is not null) await _cluster.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}
