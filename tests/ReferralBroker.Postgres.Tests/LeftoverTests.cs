using System.Globalization;

namespace ReferralBroker.Postgres.Tests;

public class LeftoverTests
{
    [Theory]
    [InlineData("the number of another living process")]
    [InlineData("nothing")]
    [InlineData("rubbish")]
    public async Task A_pid_file_of_a_crashed_server_does_not_block_a_start(string content)
    {
        using var folder = new TestFolder();
        string pidFile, socketLock;
        await using (var crashed = await Clusters.StartAsync(folder.At("home")))
        {
            await Clusters.AskAsync(crashed, "CREATE TABLE kept AS SELECT 42 AS n");
            pidFile = Path.Combine(crashed.DataFolder, "postmaster.pid");
            socketLock = folder.At("home", "run", ".s.PGSQL.5432.lock");
            LibC.Signal(crashed.ServerProcessId, LibC.Kill);
        }
        var living = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var file in (string[])[pidFile, socketLock])
        {
            var lines = File.ReadAllLines(file);
            lines[0] = living;
            File.WriteAllText(file, content switch { "nothing" => "", "rubbish" => "rubbish\n", _ => string.Join('\n', lines) + "\n" });
        }

        await using var next = await Clusters.StartAsync(folder.At("home"));

        (await Clusters.AskAsync(next, "SELECT n FROM kept")).Should().Be("42");
    }

    [Fact]
    public async Task A_server_still_running_on_the_data_is_stopped_first()
    {
        using var folder = new TestFolder();
        var options = Clusters.Options(folder.At("home"));
        string data, binaries;
        await using (var first = await Clusters.StartAsync(options.Home))
            (data, binaries) = (first.DataFolder, first.BinariesFolder);
        var launcher = Launcher.For(ServerAccount.For(data), [options.Home, binaries], _ => { });
        var leftover = await OwnedProcess.StartAsync(
            launcher.Command(Path.Combine(binaries, "postgres"), ServerArguments.For(options, data, folder.At("home", "run"))), _ => { });
        await Clusters.UntilAsync(() => leftover.Tail.Contains("ready to accept", StringComparison.Ordinal), "the leftover server runs");

        // By a link, so that the folder has another name than the running server knows.
        Directory.CreateSymbolicLink(folder.At("link"), options.Home);
        await using var next = await Clusters.StartAsync(folder.At("link"));

        leftover.Exited.IsCompletedSuccessfully.Should().BeTrue();
        Clusters.Runs(leftover.Id).Should().BeFalse();
        (await Clusters.AskAsync(next, "SELECT 1")).Should().Be("1");
    }

    [Fact]
    public async Task A_creation_cut_short_is_cleared_away_and_done_again()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.At("home", "data.new", "base"));
        File.WriteAllText(folder.At("home", "data.new", "PG_VERSION"), "15\n");
        Directory.CreateDirectory(folder.At("home", "data"));

        await using var cluster = await Clusters.StartAsync(folder.At("home"));

        cluster.CreatedNow.Should().BeTrue();
        Directory.Exists(folder.At("home", "data.new")).Should().BeFalse();
    }

    [Fact]
    public async Task Files_that_are_no_cluster_are_left_alone()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.At("home", "data"));
        File.WriteAllText(folder.At("home", "data", "thesis.txt"), "the only copy");

        var start = () => Clusters.StartAsync(folder.At("home"));

        (await start.Should().ThrowAsync<ClusterException>()).WithMessage("*no PG_VERSION*Move the folder away*");
        File.ReadAllText(folder.At("home", "data", "thesis.txt")).Should().Be("the only copy");
    }
}
