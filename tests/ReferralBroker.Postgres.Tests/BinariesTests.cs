namespace ReferralBroker.Postgres.Tests;

public sealed class BinariesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Programs_are_taken_from_the_most_explicit_place()
    {
        var packaged = _folder.FakeInstallation("packaged", "18.4");
        Find(packaged: packaged).Folder.Should().Be(packaged);

        _folder.FakeInstallation("versions/9.6/bin", "9.6.24");
        _folder.FakeInstallation("versions/14/bin", "14.9");
        var newest = _folder.FakeInstallation("versions/16/bin", "16.2");
        Find(packaged: packaged).Folder.Should().Be(newest);

        var configured = _folder.FakeInstallation("configured", "15.18");
        TestFolder.Script(_folder.At("pg_config"), $"echo '{configured}'");
        _environment["PATH"] = "/nowhere:" + _folder.Location;
        Find(packaged: packaged).Folder.Should().Be(configured);

        var named = _folder.FakeInstallation("named", "13.1");
        _environment["PG_BIN"] = named;
        Find(packaged: packaged).Folder.Should().Be(named);

        var asked = _folder.FakeInstallation("asked", "17beta1");
        Find(asked, packaged: packaged).Should().BeEquivalentTo(new { Folder = asked, Version = "17beta1", MajorVersion = 17 });
    }

    [Fact]
    public void Existing_data_takes_the_first_programs_of_its_version()
    {
        _environment["PG_BIN"] = _folder.FakeInstallation("named", "13.1");
        _folder.FakeInstallation("versions/16/bin", "16.2");
        var right = _folder.FakeInstallation("versions/14/bin", "14.9");

        Find(majorVersion: 14).Folder.Should().Be(right);
    }

    [Fact]
    public void Without_programs_of_the_datas_version_the_error_tells_what_there_is_and_what_to_do()
    {
        var packaged = _folder.FakeInstallation("packaged", "18.4");
        var installed = _folder.FakeInstallation("versions/16/bin", "16.2");

        var find = () => Find(majorVersion: 12, packaged: packaged);

        find.Should().Throw<ClusterException>().WithMessage(
            $"PostgreSQL 12 is needed*{installed} is PostgreSQL 16.2*{packaged} is PostgreSQL 18.4*Install PostgreSQL 12*move the data folder away*");
    }

    [Fact]
    public async Task A_cluster_of_a_version_this_machine_lacks_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_folder.At("home", "data"));
        File.WriteAllText(_folder.At("home", "data", "PG_VERSION"), "11\n");
        if (LibC.IsRoot) LibC.GiveTo(_folder.At("home", "data"), Clusters.ExpectedAccount, Clusters.ExpectedAccount);

        var start = () => Clusters.StartAsync(_folder.At("home"));

        (await start.Should().ThrowAsync<ClusterException>()).WithMessage("PostgreSQL 11 is needed*");
        Directory.GetFileSystemEntries(_folder.At("home", "data")).Should().ContainSingle();
    }

    [Fact]
    public void A_named_folder_without_programs_is_an_error_and_not_passed_over()
    {
        _folder.FakeInstallation("versions/16/bin", "16.2");
        _environment["PG_BIN"] = _folder.Location;

        var find = () => Find();

        find.Should().Throw<ClusterException>().WithMessage($"{_folder.Location} (PG_BIN) holds no 'postgres'*");
    }

    [Fact]
    public void Programs_that_do_not_run_are_passed_over_when_nobody_named_them()
    {
        var broken = _folder.FakeInstallation("versions/17/bin", "17.0");
        TestFolder.Script(Path.Combine(broken, "postgres"), "echo 'error while loading shared libraries' >&2; exit 127");
        var next = _folder.FakeInstallation("versions/16/bin", "16.2");

        Find().Folder.Should().Be(next);
    }

    [Fact]
    public void With_nothing_at_all_the_error_tells_how_to_get_some()
    {
        var find = () => Find();

        find.Should().Throw<ClusterException>().WithMessage("No PostgreSQL*apt-get install postgresql*PG_BIN*npm*");
    }

    [Fact]
    public async Task The_packaged_programs_start_and_answer_and_get_their_version_again()
    {
        await using (var first = await Clusters.StartAsync(_folder.At("home"), Clusters.PackagedBinaries))
        {
            first.Version.Should().Be("18.4");
            (await Clusters.AskAsync(first, "SELECT version()")).Should().StartWith("PostgreSQL 18.4 ");
        }

        // Not asked for by name this time: the data is.
        await using var second = await Clusters.StartAsync(_folder.At("home"));
        second.Version.Should().StartWith("18.");
    }

    private ServerBinaries Find(string? folder = null, int? majorVersion = null, string? packaged = null) =>
        PostgresBinaries.Find(folder, majorVersion, new BinariesPlaces(
            _environment.GetValueOrDefault, _folder.At("versions"), packaged is null ? [] : [packaged]));
}
