namespace ReferralBroker.Domain;

/// <summary>Something that happened. A stored event never changes; a new shape gets a new name and an upcaster.</summary>
public abstract record DomainEvent
{
    /// <summary>The same event with each of its personal values changed: sealed on the way in, opened on the way out.</summary>
    public virtual DomainEvent WithPersonal(Func<Personal, Personal> change) => this;
}

/// <summary>The name under which an event is stored, for ever, whatever its class is called.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>An event with what the log knows about it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="OccurredOn">When, as the user says.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="By">Who recorded it.</param>
public sealed record Fact(DomainEvent Event, DateOnly OccurredOn, DateTimeOffset RecordedAt, Actor By)
{
    /// <summary>The day on which it was recorded, in England.</summary>
    public DateOnly RecordedOn => EnglandTime.DateOf(RecordedAt);
}
