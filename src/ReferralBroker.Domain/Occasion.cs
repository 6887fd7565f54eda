namespace ReferralBroker.Domain;

/// <summary>Who asks and when: all that a decision may know besides the state and the command.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">The moment.</param>
/// <param name="Fingerprint">
/// A keyed hash of a value (its kind, then its text) by which equal values meet without being readable. Only the broker can make it.
/// </param>
public sealed record Occasion(Actor By, DateTimeOffset At, Func<string, string, string> Fingerprint)
{
    /// <summary>The day in England.</summary>
    public DateOnly Today => EnglandTime.DateOf(At);
}
