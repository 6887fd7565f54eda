using System.Collections.Immutable;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Tests;

/// <summary>Given what happened before, when somebody asks for something on a day, then these events, or this refusal.</summary>
public static class Spec
{
    public static Given<Referral> No(ReferralId id) => new(id.Value, Referral.None(id), Referral.Evolve);

    public static Given<Person> No(PersonId id) => new(id.Value, Person.None(id), Person.Evolve);

    public static Given<Service> No(ServiceId id) => new(id.Value, Service.None(id), Service.Evolve);

    public static Given<Organisation> No(OrganisationId id) => new(id.Value, Organisation.None(id), Organisation.Evolve);

    public static Given<Conversation> No(ConversationId id) => new(id.Value, Conversation.None(id), Conversation.Evolve);
}

/// <summary>A stream as its facts make it.</summary>
public sealed record Given<TState>(Guid Stream, TState State, Func<TState, Fact, TState> Evolve)
{
    public ImmutableArray<Fact> Facts { get; init; } = [];

    public Outcome<TState> When<T>(T command, Actor by, DateOnly day) where T : ICommand<TState, T>
    {
        var on = Who.On(by, day);
        return new(this, T.Decide(State, command, on), on);
    }

    /// <summary>What an accepted decision leaves, in this stream.</summary>
    public Given<TState> With(Decision decision, Occasion on) => decision.For(Stream)
        .Aggregate(this, (given, e) => given.With(new Fact(e, decision.OccurredOn, on.At, on.By)));

    public Given<TState> With(Fact fact) => this with { State = Evolve(State, fact), Facts = Facts.Add(fact) };

    /// <summary>The same, after a command that must be accepted.</summary>
    public Given<TState> After<T>(T command, Actor by, DateOnly day) where T : ICommand<TState, T> => When(command, by, day).Accepted();
}

/// <summary>What was answered.</summary>
public sealed record Outcome<TState>(Given<TState> Given, Decision Decision, Occasion On)
{
    public Given<TState> Accepted()
    {
        Decision.Refusal.Should().BeNull();
        return Given.With(Decision, On);
    }

    /// <summary>The state that comes of it.</summary>
    public TState Then => Accepted().State;

    public ImmutableArray<DomainEvent> Events => Decision.For(Given.Stream);

    public Outcome<TState> Records(params string[] storedNames)
    {
        Decision.Refusal.Should().BeNull();
        Events.Select(EventCatalogue.NameOf).Should().Equal(storedNames);
        return this;
    }

    public void RecordsNothing()
    {
        Decision.Refusal.Should().BeNull();
        Decision.Streams.Should().BeEmpty();
    }

    public void IsRefused(string code)
    {
        Decision.Refusal?.Code.Should().Be(code);
        Decision.Refusal.Should().NotBeNull();
        Decision.Streams.Should().BeEmpty();
        Decision.Claims.Should().BeEmpty();
        Decision.Releases.Should().BeEmpty();
    }
}
