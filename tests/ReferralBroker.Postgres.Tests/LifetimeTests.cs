namespace ReferralBroker.Postgres.Tests;

public class LifetimeTests
{
    [Fact]
    public async Task Data_outlives_a_stop_and_the_server_does_not()
    {
        using var folder = new TestFolder();
        int server;
        await using (var first = await Clusters.StartAsync(folder.At("home")))
        {
            first.CreatedNow.Should().BeTrue();
            server = first.ServerProcessId;
            first.DataFolder.Should().Be(folder.At("home", "data"));
            (await Clusters.AskAsync(first, "SHOW server_version")).Should().StartWith(first.Version);
            (await Clusters.AskAsync(first, "SHOW data_checksums")).Should().Be("on");
            (await Clusters.AskAsync(first, "SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'postgres'")).Should().Be("C.UTF-8 UTF8");
            await Clusters.AskAsync(first, "CREATE TABLE kept AS SELECT 42 AS n");
            Clusters.AccountOf(server).Should().Be(Clusters.ExpectedAccount);
        }
        Clusters.Runs(server).Should().BeFalse();

        await using var second = await Clusters.StartAsync(folder.At("home"));
        second.CreatedNow.Should().BeFalse();
        (await Clusters.AskAsync(second, "SELECT n FROM kept")).Should().Be("42");
    }

    [Fact]
    public async Task A_second_owner_is_refused_and_told_which_folder()
    {
        using var folder = new TestFolder();
        await using var owner = await Clusters.StartAsync(folder.At("home"));

        var second = () => Clusters.StartAsync(folder.At("home"));

        (await second.Should().ThrowAsync<ClusterException>()).WithMessage($"*'{folder.At("home")}' is in use*");
        (await Clusters.AskAsync(owner, "SELECT 1")).Should().Be("1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_server_goes_when_its_owner_is_killed_and_the_next_start_finds_the_data(bool closedToOthers)
    {
        using var folder = new TestFolder(closedToOthers);
        using (var host = await HostProgram.StartAsync(folder.At("home")))
        {
            await Clusters.AskAsync(host.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");
            Clusters.Runs(host.ServerProcessId).Should().BeTrue();

            host.KillWithoutWarning();

            await Clusters.UntilAsync(() => !Clusters.Runs(host.ServerProcessId), "a server without an owner shuts down");
        }
        await using var next = await Clusters.StartAsync(folder.At("home"));
        (await Clusters.AskAsync(next, "SELECT n FROM kept")).Should().Be("42");
    }

    [Fact]
    public async Task A_cancelled_start_leaves_the_folder_free_and_usable()
    {
        using var folder = new TestFolder();
        using var cancel = new CancellationTokenSource();

        var start = () => EmbeddedCluster.StartAsync(Clusters.Options(folder.At("home")) with { Log = _ => cancel.Cancel() }, cancel.Token);

        await start.Should().ThrowAsync<OperationCanceledException>();
        await using var next = await Clusters.StartAsync(folder.At("home"));
        next.CreatedNow.Should().BeTrue();
    }
}
