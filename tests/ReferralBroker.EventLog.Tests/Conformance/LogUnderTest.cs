namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>A log with one follower, as the laws know them: whatever it is made of, and whether or not it is right.</summary>
internal interface ILogUnderTest : IAsyncDisposable
{
    IFollowerUnderTest Follower { get; }

    /// <summary>Appends on one of several sessions, each of which is kept open from one append to the next.</summary>
    Task<AppendResult> AppendAsync(AppendRequest request, int session = 0);

    /// <summary>Begins a transaction that stays open: an append of which each step is the caller's, or one that has nothing to do with the log.</summary>
    Task<IOpenTransaction> BeginAsync();

    /// <summary>Every committed event, in the order of the positions.</summary>
    Task<IReadOnlyList<Entry>> CommittedAsync();

    /// <summary>Every committed event, and what the follower has applied in the order in which it did, both at one moment.</summary>
    Task<(IReadOnlyList<Entry> Committed, IReadOnlyList<Entry> Applied)> PictureAsync();

    /// <summary>
    /// The server forgets the positions above the last committed one, as it may after a crash, or on a copy that took over: it will draw them
    /// again. Nothing may be open.
    /// </summary>
    Task ForgetDrawnInVainAsync();

    /// <summary>Back to an empty log and a follower that has seen nothing. Nothing may be open.</summary>
    Task ClearAsync();
}

/// <summary>A transaction on a session of its own. Disposing of it rolls back what was not committed.</summary>
internal interface IOpenTransaction : IAsyncDisposable
{
    /// <summary>Writes to a table that has nothing to do with the log, which gives the transaction its id.</summary>
    Task WriteElsewhereAsync();

    /// <summary>Inserts an event and answers the position it drew.</summary>
    Task<long> InsertAsync(Guid stream, int version);

    Task CommitAsync();

    Task RollbackAsync();
}

internal interface IFollowerUnderTest : IAsyncDisposable
{
    /// <summary>
    /// Applies what can be applied, for as long as time alone would make it go on. With a point to die at, it dies there if it comes to apply
    /// something, in this look or, where this one waits, in a later one; then it does nothing until it is started again.
    /// </summary>
    Task<Look> LookAsync(DeathPoint? dies = null);

    /// <summary>Stops, and starts as a new process would: with nothing but what was stored.</summary>
    Task RestartAsync();

    /// <summary>The position of its checkpoint; 0 when it has none.</summary>
    Task<long> MarkAsync();
}

/// <summary>An event as far as the laws look at it.</summary>
internal sealed record Entry(long Position, Guid Stream, int Version)
{
    public override string ToString() => $"{Position} ({Stream.ToString()[..4]} v{Version})";
}

/// <summary>How a look of a follower came out.</summary>
internal enum Look
{
    /// <summary>There is nothing more that it would apply.</summary>
    Ended,

    /// <summary>It waits for a transaction to end.</summary>
    Waits,

    Died,
}

/// <summary>Where a follower may die.</summary>
internal enum DeathPoint
{
    /// <summary>Some of the rows of a page are written, others are not.</summary>
    MiddleOfPage,

    /// <summary>Of the rows and the checkpoint, what goes first is written and the other is not.</summary>
    BetweenRowsAndMark,

    /// <summary>All is written, and what was written last is not committed.</summary>
    BeforeCommit,
}
