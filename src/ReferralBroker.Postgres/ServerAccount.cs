namespace ReferralBroker.Postgres;

/// <summary>
/// The operating-system account the server runs as. It is another than this process's own when this process is root.
/// </summary>
internal sealed record ServerAccount(uint UserId, uint GroupId, bool IsOther)
{
    /// <summary>
    /// This process's own account; for root, which PostgreSQL refuses, the owner of existing data, else <c>postgres</c>, else <c>nobody</c>.
    /// </summary>
    public static ServerAccount For(string dataFolder)
    {
        var owner = LibC.Look(dataFolder);
        if (!LibC.IsRoot)
        {
            if (owner is { } other && other.UserId != LibC.UserId)
                throw new ClusterException($"'{dataFolder}' belongs to user {other.UserId}, and this program runs as user {LibC.UserId}, who may not open it. " +
                    "Start as that user, or as root, or set another folder.");
            return new(LibC.UserId, 0, IsOther: false);
        }
        // Data made as an ordinary user, or before an account 'postgres' was added, stays that owner's.
        if (owner is { UserId: not 0 } known) return new(known.UserId, known.GroupId, IsOther: true);
        var account = LibC.FindAccount("postgres") ?? LibC.FindAccount("nobody") ?? throw new ClusterException(
            "PostgreSQL does not run as root, and there is neither an account 'postgres' nor 'nobody' to run it as. Add one (useradd --system postgres), or start as an ordinary user.");
        return new(account.UserId, account.GroupId, IsOther: true);
    }

    /// <summary>Gives a file or folder to this account, when that is another than the one that made it.</summary>
    public void TakeOver(string path)
    {
        if (IsOther) LibC.GiveTo(path, UserId, GroupId);
    }
}
