namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>In which way a log or its follower broke its word.</summary>
internal enum Reason
{
    /// <summary>A committed event will never be applied, or an acknowledged one is not in the log.</summary>
    Lost,

    /// <summary>An event was applied more than once.</summary>
    Doubled,

    /// <summary>A stream was applied in another order than that of its versions.</summary>
    OutOfOrder,

    /// <summary>An event was applied that was not committed, or never would be.</summary>
    BeforeCommit,

    /// <summary>A committed event is not applied while something is open, or gone, that has no bearing on it.</summary>
    Stalled,

    /// <summary>The checkpoint stands beyond the last event that was seen.</summary>
    MarkAhead,

    /// <summary>A command that was done before is done again, or refused.</summary>
    Forgotten,

    /// <summary>Another content, or another client's command, was taken for a command that was done before.</summary>
    Confused,

    /// <summary>A refusal was remembered as if it had been done.</summary>
    RefusalRemembered,

    /// <summary>Part of an append is in the log and part of it is not.</summary>
    Torn,

    /// <summary>Two appends to a stream at the same version were both accepted.</summary>
    RaceIgnored,
}

/// <summary>A promise of the log was broken.</summary>
internal sealed class LawBroken(Reason reason, string detail) : Exception($"{reason}: {detail}")
{
    public Reason Reason { get; } = reason;
}
