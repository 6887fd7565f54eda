namespace ReferralBroker.Postgres;

/// <summary>
/// Sees to it that a cluster's home has one owner. The kernel drops the lock when its holder ends, however it ends, so a crash
/// leaves nothing to clear away.
/// </summary>
internal sealed class HomeLock : IDisposable
{
    // EWOULDBLOCK, which .NET hands on for a file that someone else has locked.
    private const int LockedByAnother = 11;

    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    public static HomeLock Take(string home)
    {
        try
        {
            return new(new FileStream(Path.Combine(home, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == LockedByAnother)
        {
            throw new ClusterException($"'{home}' is in use by another running program, or twice by this one: a cluster has one owner. Stop the other, or set another folder.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
