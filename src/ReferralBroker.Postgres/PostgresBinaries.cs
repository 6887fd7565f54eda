using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ReferralBroker.Postgres;

/// <summary>Finds PostgreSQL's server programs on this machine.</summary>
public static partial class PostgresBinaries
{
    private const string HowToGetSome =
        "Install PostgreSQL (on Debian: apt-get install postgresql), or set PG_BIN to the folder that holds 'postgres' and 'initdb', " +
        "or build ReferralBroker.Postgres with npm present so that it restores a copy.";

    /// <summary>
    /// Looks, in this order, at <paramref name="folder"/>, the environment variable <c>PG_BIN</c>, what <c>pg_config --bindir</c>
    /// says, <c>/usr/lib/postgresql/*/bin</c> from the newest down, a folder <c>postgres/</c> beside the running program, and the
    /// npm package restored beside this project.
    /// </summary>
    /// <param name="folder">A folder asked for by name; null when none is.</param>
    /// <param name="majorVersion">The only major version that will do (that of existing data); null: any.</param>
    /// <exception cref="ClusterException">
    /// Nothing suitable was found, or a folder that was named (by argument or <c>PG_BIN</c>) holds no usable PostgreSQL.
    /// </exception>
    public static ServerBinaries Find(string? folder = null, int? majorVersion = null) =>
        Find(folder, majorVersion, BinariesPlaces.OfThisMachine);

    internal static ServerBinaries Find(string? folder, int? majorVersion, BinariesPlaces places)
    {
        var seen = new List<string>();
        foreach (var candidate in Candidates(folder, places))
        {
            ServerBinaries binaries;
            try
            {
                binaries = Examine(candidate);
            }
            catch (ClusterException e) when (!candidate.Named)
            {
                // A place merely looked at may be empty or broken (pg_config, for one, also comes without a server).
                seen.Add(e.Message);
                continue;
            }
            if (majorVersion is null || binaries.MajorVersion == majorVersion) return binaries;
            seen.Add($"{binaries.Folder} is PostgreSQL {binaries.Version} ({binaries.FoundBy}).");
        }
        var found = seen.Count == 0 ? "Nothing was found." : "Found: " + string.Join(' ', seen);
        throw new ClusterException(majorVersion is null
            ? $"No PostgreSQL server programs on this machine. {found} {HowToGetSome}"
            : $"PostgreSQL {majorVersion} is needed, because the existing data was made by that version. {found} " +
              $"Install PostgreSQL {majorVersion} or set PG_BIN to its folder; to start afresh instead, move the data folder away.");
    }

    private static IEnumerable<Candidate> Candidates(string? folder, BinariesPlaces places)
    {
        if (!string.IsNullOrWhiteSpace(folder)) yield return new(folder, "the folder asked for", Named: true);
        if (places.Variable("PG_BIN") is { } variable && !string.IsNullOrWhiteSpace(variable)) yield return new(variable, "PG_BIN", Named: true);
        if (AskPgConfig(places) is { } configured) yield return new(configured, "pg_config", Named: false);
        foreach (var installed in Installed(places.VersionsFolder)) yield return new(installed, places.VersionsFolder, Named: false);
        foreach (var packaged in places.PackagedFolders.Where(Directory.Exists)) yield return new(packaged, "packaged", Named: false);
    }

    private static string? AskPgConfig(BinariesPlaces places)
    {
        if (Programs.Locate("pg_config", places.Variable("PATH")) is not { } program) return null;
        try
        {
            var (exitCode, output, _) = Programs.Run(new(program, "--bindir") { WorkingDirectory = "/" });
            return exitCode == 0 && output.Length > 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Installed(string versionsFolder) =>
        !Directory.Exists(versionsFolder)
            ? []
            : from version in Directory.GetDirectories(versionsFolder)
              let number = double.TryParse(Path.GetFileName(version), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : -1
              where number >= 0
              orderby number descending
              select Path.Combine(version, "bin");

    private static ServerBinaries Examine(Candidate candidate)
    {
        var folder = Path.GetFullPath(candidate.Folder);
        foreach (var program in (string[])["postgres", "initdb"])
        {
            if (!File.Exists(Path.Combine(folder, program)))
                throw new ClusterException($"{folder} ({candidate.FoundBy}) holds no '{program}': expected PostgreSQL's server programs there. Correct the folder, or unset it to have one looked for.");
        }
        PackagedLinks.Restore(folder);
        try
        {
            var (exitCode, output, error) = Programs.Run(new(Path.Combine(folder, "postgres"), "--version") { WorkingDirectory = "/" });
            var version = VersionPattern().Match(output);
            if (exitCode == 0 && version.Success)
                return new(folder, version.Groups[1].Value, int.Parse(version.Groups[2].Value, CultureInfo.InvariantCulture), candidate.FoundBy);
            throw new ClusterException($"{folder} ({candidate.FoundBy}) does not run: 'postgres --version' ended with {exitCode}: {output} {error}");
        }
        catch (Win32Exception e)
        {
            throw new ClusterException($"{folder} ({candidate.FoundBy}) does not run: {e.Message}. Expected programs for this machine that this account may execute.", e);
        }
    }

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
    [GeneratedRegex(@"\(PostgreSQL\) ((\d+)\S*)")]
    private static partial Regex VersionPattern();

    private sealed record Candidate(string Folder, string FoundBy, bool Named);
}

/// <summary>Where server programs are looked for.</summary>
internal sealed record BinariesPlaces(Func<string, string?> Variable, string VersionsFolder, IReadOnlyList<string> PackagedFolders)
{
    public static BinariesPlaces OfThisMachine { get; } = new(
        Environment.GetEnvironmentVariable,
        "/usr/lib/postgresql",
        [Path.Combine(AppContext.BaseDirectory, "postgres", "bin"), .. RestoredAtBuild()]);

    // The program may run from any project's output folder, so the build wrote down where it restored the package.
    private static IEnumerable<string> RestoredAtBuild() =>
        typeof(BinariesPlaces).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(a => a.Key == "NpmPostgresFolder" && a.Value is not null).Select(a => a.Value!);
}
