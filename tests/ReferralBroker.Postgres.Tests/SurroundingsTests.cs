using System.Diagnostics;

namespace ReferralBroker.Postgres.Tests;

public class SurroundingsTests
{
    [Theory]
    [InlineData("a deep path, longer than a socket's may be", 100)]
    [InlineData("commas, 'quotes': split in lists", 0)]
    [InlineData("a = b; c %20 $d \\ é", 0)]
    public async Task A_path_may_be_as_long_and_odd_as_it_likes(string name, int depth)
    {
        using var folder = new TestFolder();
        var home = folder.At(name, new string('d', depth), new string('e', depth));

        await using var cluster = await Clusters.StartAsync(home);

        (await Clusters.AskAsync(cluster, "SELECT 1")).Should().Be("1");
        cluster.DataFolder.Should().StartWith(home);
    }

    [Fact]
    public async Task Data_and_programs_below_a_folder_closed_to_others_work_without_running_as_root()
    {
        using var closed = new TestFolder(closedToOthers: true);
        Copy(Path.GetDirectoryName(Clusters.PackagedBinaries)!, closed.At("installation"));

        await using var cluster = await Clusters.StartAsync(closed.At("home"), closed.At("installation", "bin"));

        cluster.BinariesFolder.Should().Be(closed.At("installation", "bin"));
        Clusters.AccountOf(cluster.ServerProcessId).Should().Be(Clusters.ExpectedAccount).And.NotBe(0);
        (await Clusters.AskAsync(cluster, "SELECT version()")).Should().StartWith("PostgreSQL 18.4 ");
    }

    [Fact]
    public async Task An_unusual_environment_changes_nothing()
    {
        using var folder = new TestFolder();
        var home = folder.At(new string('a', 120));

        using (var host = await HostProgram.StartAsync(home, "umask 077; trap '' INT QUIT",
            ("HOME", null), ("LANG", null), ("LC_ALL", "xx_XX"), ("TMPDIR", "/nowhere/at all"), ("TZ", "Asia/Tokyo"),
            ("PGPORT", "1"), ("PGDATA", "/nowhere"), ("PGOPTIONS", "-c nonsense")))
        {
            (await Clusters.AskAsync(host.ConnectionString, "SHOW timezone")).Should().Be("UTC");
            host.KillWithoutWarning();
            await Clusters.UntilAsync(() => !Clusters.Runs(host.ServerProcessId), "the server goes although its owner ignored signals");
        }

        await using var usual = await Clusters.StartAsync(home);
        usual.CreatedNow.Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_what_to_do()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.At("file"), "");

        var start = () => Clusters.StartAsync(folder.At("file", "home"));

        (await start.Should().ThrowAsync<ClusterException>()).WithMessage($"*{folder.At("file", "home")}*set another*");
    }

    // Without links, as a restore leaves the package.
    private static void Copy(string from, string to)
    {
        using var copy = Process.Start("cp", ["-r", from, to]);
        copy.WaitForExit();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(to, "lib")))
            if (new FileInfo(file).LinkTarget is not null) File.Delete(file);
    }
}
