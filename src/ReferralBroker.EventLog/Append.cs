namespace ReferralBroker.EventLog;

/// <summary>The events one append adds to one stream, and the version it was read at (0: the stream is new).</summary>
public sealed record StreamAppend(Guid Stream, int ExpectedVersion, IReadOnlyList<NewEvent> Events);

/// <summary>A key that at most one stream may hold at a time, such as "the open referral of this person to this service".</summary>
public sealed record Claim(string Key, Guid Stream);

/// <summary>A command as the log remembers it, for ever and per client.</summary>
/// <param name="Client">Whose command it is: ids of two clients never meet.</param>
/// <param name="Id">The id the client gave it.</param>
/// <param name="ContentHash">A keyed hash of what was asked. Nothing personal can be read from it.</param>
public sealed record CommandKey(string Client, Guid Id, byte[] ContentHash);

/// <summary>Everything one append writes. It is written whole or not at all.</summary>
public sealed record AppendRequest(
    CommandKey Command,
    LogActor Actor,
    DateTimeOffset RecordedAt,
    Guid CorrelationId,
    Guid? CausationId,
    IReadOnlyList<StreamAppend> Streams)
{
    /// <summary>Streams that were looked at and must still stand at the version they were read at, without being written to.</summary>
    public IReadOnlyList<(Guid Stream, int Version)> Guards { get; init; } = [];

    /// <summary>Every stream with the version it was read at: those written to first, then those only looked at.</summary>
    internal IReadOnlyList<(Guid Stream, int Version)> Read => [.. Streams.Select(s => (s.Stream, s.ExpectedVersion)), .. Guards];

    /// <summary>Claims that must be free.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Claims that this append gives up. One that is not held is no error.</summary>
    public IReadOnlyList<Claim> Releases { get; init; } = [];
}

/// <summary>What came of an append. Only <see cref="Appended"/> wrote anything.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>Durable. <paramref name="Position"/> is that of its last event.</summary>
    public sealed record Appended(long Position) : AppendResult;

    /// <summary>A stream has moved on since it was read: read it again and decide again.</summary>
    public sealed record VersionConflict : AppendResult;

    /// <summary>The same command, with the same content, was done before.</summary>
    public sealed record Repeated(long Position) : AppendResult;

    /// <summary>Another content was done before under the same command id.</summary>
    public sealed record Reused : AppendResult;

    /// <summary>Another stream holds a claim that was asked for.</summary>
    public sealed record ClaimHeld(Claim Held) : AppendResult;
}

/// <summary>What the log remembers of a command.</summary>
/// <param name="ContentHash">The keyed hash of what was asked.</param>
/// <param name="Position">The position of its last event.</param>
/// <param name="Streams">The streams it wrote to, the one it was about first.</param>
/// <param name="Versions">The version that each of them then had, in the same order.</param>
public sealed record CommandMemory(byte[] ContentHash, long Position, IReadOnlyList<Guid> Streams, IReadOnlyList<int> Versions);
