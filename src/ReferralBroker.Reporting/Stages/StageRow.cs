namespace ReferralBroker.Reporting.Stages;

/// <summary>
/// A stage that was reached: written when the log learned of it, closed when the log learned that it was not so, never changed otherwise. As at
/// a position P it counts if it was written at or before P and not closed by then.
/// </summary>
/// <param name="Owner">The stream whose stage it is.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Root">The one it counts for: the conversation, or the first referral of the chain.</param>
/// <param name="Hop">0 for the first referral of a chain.</param>
/// <param name="Stage">The stage's code.</param>
/// <param name="OccurredOn">The day it was reached.</param>
/// <param name="Position">The event that wrote it.</param>
/// <param name="Dimensions">What it can be counted by.</param>
public sealed record StageRow(Guid Owner, Unit Unit, Guid Root, int Hop, string Stage, DateOnly OccurredOn, long Position, StageDimensions Dimensions)
{
    /// <summary>What it can be counted by, of the person.</summary>
    public PersonDimensions Of { get; init; } = PersonDimensions.Unknown;

    /// <summary>The record of the person as it was recorded; null where it names nobody.</summary>
    public Guid? Record { get; init; }

    /// <summary>The person: the record that stands for that one.</summary>
    public Guid? Person { get; init; }

    /// <summary>Why, by its code, where the stage is a way out that gives a reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Pounds a year, where the stage has an amount.</summary>
    public decimal? PoundsAYear { get; init; }

    /// <summary>The event that closed it, or null while it stands.</summary>
    public long? ClosedPosition { get; set; }

    /// <summary>Whether a row already says the same.</summary>
    public bool Says(StageRow other) =>
        (Unit, Root, Hop, Stage, OccurredOn, Dimensions, Of, Record, Person, Reason, PoundsAYear)
        == (other.Unit, other.Root, other.Hop, other.Stage, other.OccurredOn, other.Dimensions, other.Of, other.Record, other.Person, other.Reason, other.PoundsAYear);
}
