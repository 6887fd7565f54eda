namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>What a hand-made follower does, one choice a line. As it stands it is right; a broken one differs in one of them.</summary>
internal sealed record HandMade
{
    public Reads Reads { get; init; }
    public Marks Marks { get; init; }
    public Commits Commits { get; init; }

    /// <summary>Whether its checkpoint is stored, or kept by the process alone.</summary>
    public bool StoresMark { get; init; } = true;
}

/// <summary>How it finds the next events.</summary>
internal enum Reads
{
    /// <summary>Up to the last position drawn, once every transaction that was appending then has ended.</summary>
    Settled,

    /// <summary>The same, the newest of a page first.</summary>
    SettledNewestFirst,

    /// <summary>Whatever it sees above its checkpoint.</summary>
    Plain,

    /// <summary>Waits for a fixed time where positions are missing, then takes it that they never come.</summary>
    WaitsForHoles,

    /// <summary>Waits where positions are missing until they come.</summary>
    StopsAtHoles,

    /// <summary>What was written by transactions older than the oldest that is open, in the order of positions.</summary>
    OldTransactionsByPosition,

    /// <summary>What was written by transactions older than the oldest that is open, in the order of transactions.</summary>
    OldTransactionsInTheirOrder,

    /// <summary>Whatever it sees, committed or not.</summary>
    Uncommitted,
}

/// <summary>Where its checkpoint goes.</summary>
internal enum Marks { LastSeen, LastDrawn }

/// <summary>How rows and checkpoint are committed.</summary>
internal enum Commits { Together, RowsFirst, MarkFirst }

/// <summary>A row of the log as a reader sees it, with the id of the transaction that wrote it.</summary>
internal sealed record LogRow(Entry Entry, long Transaction);

/// <summary>The rows of the log in one snapshot, in the order of positions, and the oldest transaction that was open in it.</summary>
internal sealed record Snapshot(IReadOnlyList<LogRow> Rows, long OldestOpen);

/// <summary>A checkpoint. The transaction says something only to a reader that goes by transactions.</summary>
internal sealed record Mark(long Transaction, long Position)
{
    public static readonly Mark Start = new(0, 0);
}

/// <summary>What a hand-made follower reads of a log, and where it writes.</summary>
internal interface IFollowerStore
{
    Task<long> LastDrawnAsync();

    /// <summary>The transactions that are appending.</summary>
    Task<HashSet<string>> AppendingAsync();

    Task<Snapshot> RowsAsync(long after, bool uncommittedToo);

    Task<Mark> MarkAsync();

    /// <summary>Begins to write. Disposing of it rolls back what was not committed.</summary>
    Task<IFollowerWrite> BeginAsync();

    /// <summary>The clock by which it waits.</summary>
    TimeSpan Now { get; }

    /// <summary>Lets a little time pass.</summary>
    Task PassTimeAsync();
}

internal interface IFollowerWrite : IAsyncDisposable
{
    Task RowAsync(Entry row);

    Task MarkAsync(Mark mark);

    Task CommitAsync();
}
