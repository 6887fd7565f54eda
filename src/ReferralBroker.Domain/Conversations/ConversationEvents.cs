using System.Collections.Immutable;

namespace ReferralBroker.Domain.Conversations;

/// <summary>An event of a conversation's stream. Type names may change, the stored names never.</summary>
public abstract record ConversationEvent : DomainEvent;

/// <summary>A work-and-health conversation was held. It may name nobody: then it is only counted.</summary>
[Stored("conversation.recorded.v1")]
public sealed record Recorded(
    PersonId? Person, Setting Setting, OrganisationId Organisation, ProfessionalRole ProfessionalRole, ImmutableArray<Topic> Topics, Personal? Note) : ConversationEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

[Stored("conversation.support-offered.v1")]
public sealed record SupportOffered : ConversationEvent;

[Stored("conversation.offer-declined.v1")]
public sealed record OfferDeclined(OfferDeclineReason Reason) : ConversationEvent;

[Stored("conversation.advice-given.v1")]
public sealed record AdviceGivenInConversation(ImmutableArray<Topic> Topics) : ConversationEvent;

/// <summary>The person was told of a service, and nothing was sent.</summary>
[Stored("conversation.signposted.v1")]
public sealed record Signposted(ServiceId? Service) : ConversationEvent;

[Stored("conversation.referral-agreed.v1")]
public sealed record ReferralAgreed : ConversationEvent;

[Stored("conversation.entered-in-error.v1")]
public sealed record ConversationEnteredInError(Personal? Why) : ConversationEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Why = Why is null ? null : change(Why) };
}
