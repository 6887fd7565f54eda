using ReferralBroker.Domain;

namespace ReferralBroker.Application.Dispatch;

/// <summary>What came of a command.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>It is so now.</summary>
    /// <param name="Target">The stream that was meant.</param>
    /// <param name="Version">Its version now.</param>
    /// <param name="Position">The log position at which a reader sees it.</param>
    /// <param name="Changed">False where it was so already, or the same command had been done before.</param>
    public sealed record Done(Guid Target, int Version, long Position, bool Changed) : Outcome;

    /// <summary>No, and nothing was written.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome;
}

/// <summary>Refusals that come of the way a command is sent, not of what it asks.</summary>
public static class DispatchRefusals
{
    public static readonly Refusal CommandReused = new("command.reused", RefusalKind.Conflict,
        "Another request was made under this Idempotency-Key. Use a new key for a new request.");

    public static readonly Refusal StaleVersion = new("version.stale", RefusalKind.Conflict,
        "The record has changed since you read it. Read it again and decide again.");

    public static readonly Refusal TooBusy = new("version.contended", RefusalKind.Conflict,
        "Others keep changing this record at the same moment. Try again.");
}
