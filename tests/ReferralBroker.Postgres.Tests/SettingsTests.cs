using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ReferralBroker.Postgres.Tests;

public class SettingsTests
{
    [Fact]
    public async Task Settings_come_before_the_defaults()
    {
        using var folder = new TestFolder();
        await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions
        {
            Home = folder.At("home"),
            SuperUser = "Owner of all",
            Settings = new Dictionary<string, string> { ["fsync"] = "off", ["max_connections"] = "17", ["search_path"] = "\"a b\", c" },
        }, TestContext.Current.CancellationToken);

        (await Clusters.AskAsync(cluster, "SHOW max_connections")).Should().Be("17");
        (await Clusters.AskAsync(cluster, "SHOW shared_buffers")).Should().Be("128MB");
        (await Clusters.AskAsync(cluster, "SHOW listen_addresses")).Should().BeEmpty();
        (await Clusters.AskAsync(cluster, "SELECT current_user")).Should().Be("Owner of all");
        (await Clusters.AskAsync(cluster, "SHOW search_path")).Should().Be("\"a b\", c");
    }

    [Fact]
    public async Task A_port_is_served_on_this_machine_only_and_asks_for_the_password()
    {
        using var folder = new TestFolder();
        var options = Clusters.Options(folder.At("home")) with { TcpPort = FreePort() };
        await using var cluster = await EmbeddedCluster.StartAsync(options, TestContext.Current.CancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(cluster.ConnectionString());

        (await Clusters.AskAsync(cluster, "SHOW listen_addresses")).Should().Be("127.0.0.1");
        connection.Password = "a guess";
        var intruder = () => Clusters.AskAsync(connection.ConnectionString, "SELECT 1");
        await intruder.Should().ThrowAsync<PostgresException>().Where(e => e.SqlState == PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task A_setting_the_server_refuses_is_told_in_its_own_words()
    {
        using var folder = new TestFolder();
        var options = Clusters.Options(folder.At("home")) with { Settings = new Dictionary<string, string> { ["fsync"] = "off", ["work_memory"] = "1GB" } };

        var start = () => EmbeddedCluster.StartAsync(options, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<ClusterException>()).WithMessage("*did not start*unrecognized configuration parameter \"work_memory\"*");
    }

    [Theory]
    [InlineData("listen_addresses")]
    [InlineData("Port")]
    [InlineData("data_directory")]
    public async Task What_the_cluster_decides_itself_cannot_be_set(string setting)
    {
        var options = Clusters.Options("/nowhere") with { Settings = new Dictionary<string, string> { [setting] = "1" } };

        var start = () => EmbeddedCluster.StartAsync(options, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<ClusterException>()).WithMessage($"*'{setting}'*");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
