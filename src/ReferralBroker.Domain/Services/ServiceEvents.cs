using System.Collections.Immutable;

namespace ReferralBroker.Domain.Services;

/// <summary>An event of a service's stream. Type names may change, the stored names never.</summary>
public abstract record ServiceEvent : DomainEvent;

[Stored("service.listed.v1")]
public sealed record ServiceListed(string Name, string Description, OrganisationId Organisation) : ServiceEvent;

[Stored("service.eligibility-set.v1")]
public sealed record EligibilitySet(ImmutableArray<EligibilityRule> Rules) : ServiceEvent;

/// <summary>The journey the service follows, with its clocks.</summary>
/// <param name="Journey">The journey's code.</param>
/// <param name="Clocks">How long each next step may take.</param>
/// <param name="From">The first day they hold, where that lies ahead; null: at once.</param>
[Stored("service.journey-set.v1")]
public sealed record JourneySet(string Journey, ServiceClocks Clocks, DateOnly? From = null) : ServiceEvent;

[Stored("service.capacity-published.v1")]
public sealed record CapacityPublished(CapacityState State, int? Places, DateOnly? ValidUntil) : ServiceEvent;

[Stored("service.contact-set.v1")]
public sealed record ServiceContactSet(ServiceContact Contact) : ServiceEvent;

[Stored("service.suspended.v1")]
public sealed record ServiceSuspended(string Reason) : ServiceEvent;

[Stored("service.resumed.v1")]
public sealed record ServiceResumed : ServiceEvent;

[Stored("service.closed.v1")]
public sealed record ServiceClosed(string Reason) : ServiceEvent;
