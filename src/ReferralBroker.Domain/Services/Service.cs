using System.Collections.Immutable;

namespace ReferralBroker.Domain.Services;

/// <summary>Whether a service has places.</summary>
public enum CapacityState
{
    Open,
    Limited,
    Full,
}

/// <summary>What a service said of its places, and when.</summary>
public sealed record Capacity(CapacityState State, int? Places, DateOnly? ValidUntil, DateTimeOffset PublishedAt);

/// <summary>How people reach a service.</summary>
/// <param name="Phone">Its number.</param>
/// <param name="Email">Its mailbox.</param>
/// <param name="When">When somebody answers, in words.</param>
public sealed record ServiceContact(string? Phone, string? Email, string? When);

/// <summary>A journey and clocks that hold from a day that lies ahead.</summary>
public sealed record PlannedJourney(DateOnly From, string Journey, ServiceClocks Clocks);

/// <summary>One rule on whom a service is for, with where it comes from.</summary>
/// <param name="Code">What it looks at: the code of a <see cref="Matching.Criterion"/>, such as minimum-age.</param>
/// <param name="Value">The value it asks for, as the criterion takes it.</param>
/// <param name="Words">In plain words.</param>
/// <param name="Source">Where it is laid down.</param>
/// <param name="ToBeConfirmed">Whether somebody has still to confirm it.</param>
/// <param name="From">The first day it holds.</param>
/// <param name="To">The last day it holds, if it ends.</param>
public sealed record EligibilityRule(string Code, string Value, string Words, string Source, bool ToBeConfirmed, DateOnly From, DateOnly? To = null);

/// <summary>A service of the directory as its events make it.</summary>
public sealed record Service
{
    public static Service None(ServiceId id) => new() { Id = id };

    public required ServiceId Id { get; init; }

    public string? Name { get; init; }

    public string Description { get; init; } = "";

    public OrganisationId Organisation { get; init; }

    public string? Journey { get; init; }

    public ServiceClocks Clocks { get; init; } = ServiceClocks.Default;

    /// <summary>What is planned, by the day it holds from. Whoever asks what holds on a day asks <see cref="On"/>.</summary>
    public ImmutableArray<PlannedJourney> Planned { get; init; } = [];

    public ImmutableArray<EligibilityRule> Eligibility { get; init; } = [];

    public Capacity? Capacity { get; init; }

    /// <summary>How people reach it; null while nobody has said.</summary>
    public ServiceContact? Contact { get; init; }

    public bool IsSuspended { get; init; }

    public bool IsClosed { get; init; }

    public bool Exists => Name is not null;

    public bool TakesReferrals => RefusesReferrals() is null;

    public static Service Evolve(Service s, Fact fact) => fact.Event switch
    {
        ServiceListed e => s with { Name = e.Name, Description = e.Description, Organisation = e.Organisation },
        EligibilitySet e => s with { Eligibility = e.Rules },
        JourneySet { From: { } from } e when from > fact.OccurredOn => s with { Planned = [.. s.Planned.Where(p => p.From != from).Append(new(from, e.Journey, e.Clocks)).OrderBy(p => p.From)] },
        JourneySet e => s.On(fact.OccurredOn) with { Journey = e.Journey, Clocks = e.Clocks },
        CapacityPublished e => s with { Capacity = new(e.State, e.Places, e.ValidUntil, fact.RecordedAt) },
        ServiceContactSet e => s with { Contact = e.Contact },
        ServiceSuspended => s with { IsSuspended = true },
        ServiceResumed => s with { IsSuspended = false },
        ServiceClosed => s with { IsClosed = true },
        _ => s,
    };

    /// <summary>The service as it is on a day, with what was planned for then or earlier.</summary>
    public Service On(DateOnly day) => Planned.LastOrDefault(p => p.From <= day) is not { } now ? this
        : this with { Journey = now.Journey, Clocks = now.Clocks, Planned = [.. Planned.Where(p => p.From > day)] };

    /// <summary>No, if nothing can be sent to it. Full is no reason: the referrer sees it and may still send.</summary>
    public Refusal? RefusesReferrals() =>
        !Exists ? Refusals.ServiceUnknown
        : Journey is null ? Refusals.ServiceNotReady
        : IsClosed || IsSuspended ? Refusals.ServiceNotTaking
        : null;

    /// <summary>No, unless the actor keeps the directory.</summary>
    public Refusal? RefusesDirectory(Occasion on) =>
        on.By.Role != Role.Administrator ? Refusals.RoleNotAllowed : RefusesChange();

    /// <summary>No, unless the actor manages this service or keeps the directory.</summary>
    public Refusal? RefusesManagement(Occasion on) =>
        on.By.Role is not (Role.Administrator or Role.ProviderManager or Role.HubOfficer) ? Refusals.RoleNotAllowed
        : RefusesChange() is { } no ? no
        : on.By.Role != Role.Administrator && Organisation != on.By.Organisation ? Refusals.NotParty
        : null;

    private Refusal? RefusesChange() => !Exists ? Refusals.ServiceUnknown : IsClosed ? Refusals.ServiceClosed : null;

    public Decision Record(Occasion on, params ReadOnlySpan<DomainEvent> events) => Decision.Of(Id.Value, on.Today, events);
}
