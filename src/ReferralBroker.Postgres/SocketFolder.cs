using System.Security.Cryptography;
using System.Text;

namespace ReferralBroker.Postgres;

/// <summary>The private folder that holds the server's Unix socket.</summary>
internal static class SocketFolder
{
    // sockaddr_un.sun_path is 108 bytes, one of them the closing zero.
    private const int LongestSocketPath = 107;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Makes <c>run</c> in the cluster's home, or, when its path is too long or unusual for a socket, a folder among the temporary
    /// ones whose name follows from the home. Only the server's account (and root) may enter it.
    /// </summary>
    public static string Prepare(string home, ServerAccount account)
    {
        var own = Path.Combine(home, "run");
        if (Fits(own))
        {
            Directory.CreateDirectory(own);
            Close(own, account);
            return own;
        }
        var name = $"pg-{account.UserId}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16]}";
        string[] places = [Path.GetFullPath(Path.GetTempPath()), "/tmp", "/var/tmp", "/dev/shm"];
        foreach (var folder in places.Where(Directory.Exists).Select(place => Path.Combine(place, name)).Where(Fits))
        {
            try
            {
                Directory.CreateDirectory(folder, OwnerOnly);
                if (!IsOurs(folder, account)) continue;
                Close(folder, account);
                return folder;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next place may do.
            }
        }
        throw new ClusterException($"'{home}' is too deep for a Unix socket (at most {LongestSocketPath} bytes), and none of {string.Join(", ", places)} takes a private folder for it. " +
            "Set a shorter folder, or TMPDIR to one that can be written to.");
    }

    /// <summary>Removes a folder among the temporary ones; the one at home stays.</summary>
    public static void Remove(string folder, string home)
    {
        if (Path.GetDirectoryName(folder) == home) return;
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start uses it again.
        }
    }

    // The server takes a list of folders separated by commas, and clients split hosts at commas and colons.
    private static bool Fits(string folder) =>
        Encoding.UTF8.GetByteCount(folder + "/.s.PGSQL.65535") <= LongestSocketPath && folder.IndexOfAny([',', ':', '"', '\'']) < 0;

    // Anyone may have made a folder of that name, or a link, among the temporary ones.
    private static bool IsOurs(string folder, ServerAccount account) =>
        LibC.Look(folder, followLink: false) is { IsFolder: true } facts && (facts.UserId == account.UserId || facts.UserId == LibC.UserId);

    private static void Close(string folder, ServerAccount account)
    {
        File.SetUnixFileMode(folder, OwnerOnly);
        account.TakeOver(folder);
    }
}
