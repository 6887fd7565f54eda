namespace ReferralBroker.Domain.Organisations;

/// <summary>An event of an organisation's stream. Users are opaque keys: their names stay with the identity provider.</summary>
public abstract record OrganisationEvent : DomainEvent;

[Stored("organisation.registered.v1")]
public sealed record OrganisationRegistered(string Name, OrganisationKind Kind, string? OdsCode) : OrganisationEvent;

[Stored("organisation.user-enrolled.v1")]
public sealed record UserEnrolled(string User, UserKind Kind, Role Role) : OrganisationEvent;

[Stored("organisation.role-changed.v1")]
public sealed record RoleChanged(string User, Role Role) : OrganisationEvent;

[Stored("organisation.user-ended.v1")]
public sealed record UserEnded(string User) : OrganisationEvent;

/// <param name="Email">The team's own address, which is nobody's private one; null where it is not told.</param>
/// <param name="AnswersByLink">Whether a link in such a message lets it answer.</param>
[Stored("organisation.notices-set.v1")]
public sealed record NoticesSet(string? Email, bool AnswersByLink) : OrganisationEvent;

[Stored("organisation.left.v1")]
public sealed record OrganisationHasLeft : OrganisationEvent;
