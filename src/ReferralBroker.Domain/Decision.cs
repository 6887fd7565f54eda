using System.Collections.Immutable;

namespace ReferralBroker.Domain;

/// <summary>Events for one stream.</summary>
public sealed record StreamEvents(Guid Stream, ImmutableArray<DomainEvent> Events);

/// <summary>
/// What came of a command: a refusal, or events for one or several streams that are appended together. No events and no refusal means that
/// what was asked is so already.
/// </summary>
public sealed record Decision
{
    private Decision() { }

    /// <summary>Why not, or null.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>What to append, by stream.</summary>
    public ImmutableArray<StreamEvents> Streams { get; private init; } = [];

    /// <summary>The day the events happened on.</summary>
    public DateOnly OccurredOn { get; private init; }

    /// <summary>Keys that must be free, and the stream that takes each.</summary>
    public ImmutableArray<(string Key, Guid Stream)> Claims { get; private init; } = [];

    /// <summary>Keys that become free, and the stream that holds each.</summary>
    public ImmutableArray<(string Key, Guid Stream)> Releases { get; private init; } = [];

    /// <summary>It is so already.</summary>
    public static readonly Decision Nothing = new();

    public static Decision Of(Guid stream, DateOnly occurredOn, params ReadOnlySpan<DomainEvent> events) =>
        new() { OccurredOn = occurredOn, Streams = [new(stream, [.. events])] };

    /// <summary>The same, with events for another stream, or more for one of them, in the same append.</summary>
    public Decision And(Guid stream, params ReadOnlySpan<DomainEvent> events)
    {
        if (events.IsEmpty) return this;
        ImmutableArray<DomainEvent> more = [.. events];
        var known = Streams.FirstOrDefault(s => s.Stream == stream);
        return this with { Streams = known is null ? Streams.Add(new(stream, more)) : Streams.Replace(known, known with { Events = known.Events.AddRange(more) }) };
    }

    public Decision Claiming(string key, Guid stream) => this with { Claims = Claims.Add((key, stream)) };

    public Decision Releasing(string key, Guid stream) => this with { Releases = Releases.Add((key, stream)) };

    /// <summary>The events for one stream.</summary>
    public ImmutableArray<DomainEvent> For(Guid stream) => Streams.FirstOrDefault(s => s.Stream == stream)?.Events ?? [];

    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };

    public static Decision FromRefusal(Refusal refusal) => refusal;
}

/// <summary>A command: what is asked of a state, and the one pure function that answers.</summary>
public interface ICommand<in TState, TSelf> where TSelf : ICommand<TState, TSelf>
{
    /// <summary>The verb, as it stands in addresses.</summary>
    static abstract string Verb { get; }

    /// <summary>Refusals at the top, one return of events.</summary>
    static abstract Decision Decide(TState state, TSelf command, Occasion on);
}
