namespace ReferralBroker.Domain.Calendars;

/// <summary>
/// A day is over in England. The event's position in the log is what "as at the end of that day" means: dates resolve to positions through these
/// marks, never through timestamps.
/// </summary>
[Stored("calendar.day-closed.v1")]
public sealed record DayClosed(DateOnly Day) : DomainEvent;

/// <summary>The one calendar as its events make it.</summary>
public sealed record Calendar(DateOnly? LastClosed)
{
    /// <summary>The id of its stream, the same in every log.</summary>
    public static readonly Guid Stream = new("0ca1e4da-0000-7000-8000-000000000001");

    public static readonly Calendar None = new((DateOnly?)null);

    public static Calendar Evolve(Calendar calendar, Fact fact) => fact.Event is DayClosed e ? new(e.Day) : calendar;
}
