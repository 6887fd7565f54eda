namespace ReferralBroker.Domain.Conversations;

/// <summary>A conversation as its events make it.</summary>
public sealed record Conversation
{
    public static Conversation None(ConversationId id) => new() { Id = id };

    public required ConversationId Id { get; init; }

    /// <summary>What was recorded; null while nothing was.</summary>
    public Recorded? Recorded { get; init; }

    public DateOnly HeldOn { get; init; }

    public bool WasOffered { get; init; }

    public OfferDeclineReason? Declined { get; init; }

    public bool AdviceGiven { get; init; }

    public bool WasSignposted { get; init; }

    public bool ReferralAgreed { get; init; }

    public bool IsInError { get; init; }

    public bool Exists => Recorded is not null;

    public OrganisationId Organisation => Recorded!.Organisation;

    public PersonId? Person => Recorded!.Person;

    public static Conversation Evolve(Conversation c, Fact fact) => fact.Event switch
    {
        Recorded e => c with { Recorded = e, HeldOn = fact.OccurredOn },
        SupportOffered => c with { WasOffered = true },
        OfferDeclined e => c with { Declined = e.Reason },
        AdviceGivenInConversation => c with { AdviceGiven = true },
        Signposted => c with { WasSignposted = true },
        Conversations.ReferralAgreed => c with { ReferralAgreed = true },
        ConversationEnteredInError => c with { IsInError = true },
        _ => c,
    };

    /// <summary>No, unless the actor works for the organisation that held it.</summary>
    public Refusal? RefusesHolder(Occasion on) =>
        !on.By.Refers ? Refusals.RoleNotAllowed
        : !Exists ? Refusals.ConversationUnknown
        : Organisation != on.By.Organisation ? Refusals.NotParty
        : IsInError ? Refusals.ConversationInError
        : null;

    /// <summary>No, if the person cannot have agreed to a referral in it.</summary>
    public Refusal? RefusesAgreeing() =>
        IsInError ? Refusals.ConversationInError
        : Declined is not null ? Refusals.OfferDeclined
        : Person is null ? Refusals.ConversationOfAnother
        : null;

    /// <summary>What is still to be recorded once a referral is agreed: an agreement implies an offer.</summary>
    public DomainEvent[] Agreed() =>
        ReferralAgreed ? [] : WasOffered ? [new ReferralAgreed()] : [new SupportOffered(), new ReferralAgreed()];

    public Decision Record(Occasion on, DateOnly? occurredOn, params ReadOnlySpan<DomainEvent> events) => Decision.Of(Id.Value, occurredOn ?? on.Today, events);
}
