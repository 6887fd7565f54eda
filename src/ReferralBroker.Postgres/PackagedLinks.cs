using System.Text.Json;

namespace ReferralBroker.Postgres;

/// <summary>
/// npm packages cannot carry symbolic links. The package of server programs lists the links its libraries need in
/// <c>pg-symlinks.json</c> and makes them in an install script, which a restore without scripts does not run.
/// </summary>
internal static class PackagedLinks
{
    /// <summary>
    /// Makes the links that are missing beside the programs in <paramref name="binariesFolder"/>; does nothing for a folder
    /// without a list. Two processes may do this at once: whoever comes second finds the link made.
    /// </summary>
    public static void Restore(string binariesFolder)
    {
        var installation = Path.GetDirectoryName(binariesFolder);
        if (installation is null) return;
        var list = Path.Combine(installation, "pg-symlinks.json");
        if (!File.Exists(list)) return;
        try
        {
            using var links = JsonDocument.Parse(File.ReadAllText(list));
            foreach (var link in links.RootElement.EnumerateArray())
                Make(At(installation, link.GetProperty("target")), At(installation, link.GetProperty("source")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"The libraries in '{installation}' need symbolic links that could not be made: {e.Message} " +
                "Start once as the owner of that folder, or install PostgreSQL.", e);
        }
    }

    private static void Make(string link, string libraryFile)
    {
        if (File.Exists(link)) return;
        try
        {
            File.CreateSymbolicLink(link, Path.GetFileName(libraryFile));
        }
        catch (IOException) when (File.Exists(link))
        {
            // Another process was quicker.
        }
    }

    // Paths in the list start at the package, whose folder 'native' holds the installation; a link and its file are neighbours.
    private static string At(string installation, JsonElement path)
    {
        const string packageFolder = "native/";
        var relative = path.GetString() ?? "";
        return Path.Combine(installation, relative.StartsWith(packageFolder, StringComparison.Ordinal) ? relative[packageFolder.Length..] : relative);
    }
}
