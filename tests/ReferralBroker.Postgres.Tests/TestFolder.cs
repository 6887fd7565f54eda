namespace ReferralBroker.Postgres.Tests;

/// <summary>A temporary folder of one test, removed with all that is in it.</summary>
internal sealed class TestFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersEnter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public TestFolder(bool closedToOthers = false)
    {
        Location = Directory.CreateTempSubdirectory("cluster-").FullName;
        File.SetUnixFileMode(Location, closedToOthers ? OwnerOnly : OwnerOnly | OthersEnter);
    }

    public string Location { get; }

    public string At(params string[] parts) => Path.Combine([Location, .. parts]);

    /// <summary>A folder below this one that looks like an installation of the version; its programs only know their version.</summary>
    public string FakeInstallation(string name, string version)
    {
        var folder = At(name);
        Directory.CreateDirectory(folder);
        foreach (var program in (string[])["postgres", "initdb"])
            Script(Path.Combine(folder, program), $"echo '{program} (PostgreSQL) {version} (made up)'");
        return folder;
    }

    public static void Script(string file, string command)
    {
        File.WriteAllText(file, $"#!/bin/sh\n{command}\n");
        File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.OtherRead | OthersEnter);
    }

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
