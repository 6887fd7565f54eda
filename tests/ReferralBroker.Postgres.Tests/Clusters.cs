using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ReferralBroker.Postgres.Tests;

/// <summary>What several tests do with clusters and processes.</summary>
internal static class Clusters
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The npm package's programs, where the build restored them.</summary>
    public static string PackagedBinaries => BinariesPlaces.OfThisMachine.PackagedFolders.Single(Directory.Exists);

    public static ClusterOptions Options(string home) => new()
    {
        Home = home,
        Settings = new Dictionary<string, string> { ["fsync"] = "off" },
    };

    public static Task<EmbeddedCluster> StartAsync(string home, string? binaries = null) =>
        EmbeddedCluster.StartAsync(Options(home) with { BinariesFolder = binaries }, TestContext.Current.CancellationToken);

    public static async Task<string> AskAsync(string connectionString, string question)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(question, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture)!;
    }

    public static Task<string> AskAsync(EmbeddedCluster cluster, string question) => AskAsync(cluster.ConnectionString(), question);

    /// <summary>The account a process runs as.</summary>
    public static uint AccountOf(int processId) => LibC.Look($"/proc/{processId}")!.Value.UserId;

    /// <summary>The account a server should run as: this one, or, under root, postgres or nobody.</summary>
    public static uint ExpectedAccount => LibC.IsRoot ? (LibC.FindAccount("postgres") ?? LibC.FindAccount("nobody"))!.Value.UserId : LibC.UserId;

    /// <summary>True while a process runs; one that is dead and waits for its parent to notice does not.</summary>
    public static bool Runs(int processId)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            waited.Elapsed.Should().BeLessThan(Patience, "{0}", what);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
