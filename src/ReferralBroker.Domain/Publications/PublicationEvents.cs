using System.Collections.Immutable;

namespace ReferralBroker.Domain.Publications;

/// <summary>A definition that a published figure rests on.</summary>
/// <param name="Code">What it defines.</param>
/// <param name="Version">Which version was used, by the day from which it holds.</param>
public sealed record UsedDefinition(string Code, DateOnly Version);

/// <summary>An event of a publication's stream.</summary>
public abstract record PublicationEvent : DomainEvent;

/// <param name="Title">What it is called.</param>
/// <param name="Report">The report's name.</param>
/// <param name="Query">What it was asked, as its address says it.</param>
/// <param name="AsAt">The month end it stands at.</param>
/// <param name="Position">The log position of that day's end.</param>
/// <param name="Policy">The disclosure policy, by its code.</param>
/// <param name="Definitions">The definitions its figures rest on.</param>
/// <param name="Table">The table itself, as CSV.</param>
/// <param name="Hash">SHA-256 of the table's UTF-8 bytes, in lower-case hexadecimal.</param>
[Stored("publication.published.v1")]
public sealed record Published(
    string Title, string Report, string Query, DateOnly AsAt, long Position, string Policy, ImmutableArray<UsedDefinition> Definitions, string Table, string Hash) : PublicationEvent;

/// <param name="Reason">Why, in words that may be read by everybody.</param>
[Stored("publication.withdrawn.v1")]
public sealed record PublicationWithdrawn(string Reason) : PublicationEvent;
