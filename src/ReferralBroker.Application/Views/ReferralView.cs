using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Application.Views;

/// <summary>A referral as one viewer sees it, folded from its stream at the moment of asking.</summary>
public record ReferralView
{
    /// <summary>What nobody may overlook before they get in touch; first, so that it is read first.</summary>
    [JsonPropertyOrder(-1)]
    public required IReadOnlyList<AlertView> Alerts { get; init; }

    public required ReferralId Id { get; init; }

    /// <summary>The short reference people speak of it by.</summary>
    public required string Reference { get; init; }

    /// <summary>The first referral of the chain this one belongs to.</summary>
    public required ReferralId Root { get; init; }

    public ReferralId? Previous { get; init; }

    public ReferralId? RematchedTo { get; init; }

    public ReferralId? RedirectedTo { get; init; }

    public required ReferralStatus State { get; init; }

    public required NextActor NextActor { get; init; }

    public required Awaited Awaited { get; init; }

    public DateOnly? DueOn { get; init; }

    public required bool IsOverdue { get; init; }

    /// <summary>The verbs this viewer could use now, found by asking the decisions themselves.</summary>
    public required IReadOnlyList<string> AvailableActions { get; init; }

    public required ServiceSummary Service { get; init; }

    public required OrganisationId Referrer { get; init; }

    public ConversationId? Conversation { get; init; }

    public ReferralSource? Source { get; init; }

    public Setting? Setting { get; init; }

    /// <summary>What the person wants help with; null where this viewer may not see it.</summary>
    public Need? Need { get; init; }

    /// <summary>Risks, which are shown before anything else; null where this viewer has no more to do with the person.</summary>
    public ImmutableArray<RiskFlag>? Risks { get; init; }

    public required DateOnly SentOn { get; init; }

    public DateOnly? AcceptedOn { get; init; }

    public string? Worker { get; init; }

    public required SharingView Sharing { get; init; }

    /// <summary>The person; null where this viewer may not see who it is.</summary>
    public PersonView? Person { get; init; }

    public required IReadOnlyList<AppointmentView> Appointments { get; init; }

    public required IReadOnlyList<JobView> Jobs { get; init; }

    /// <summary>Every event this viewer may see, oldest first.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The stream's version: send it as If-Match.</summary>
    public required int Version { get; init; }
}

/// <summary>Something nobody may overlook, as a code and in words.</summary>
public sealed record AlertView(ContactAlert Code, string Words)
{
    public static AlertView Of(ContactAlert alert) => new(alert, ContactAlerts.Words(alert));
}

/// <summary>A referral on a person's record.</summary>
public sealed record ReferralSummary(
    ReferralId Id, string Reference, ServiceSummary Service, OrganisationId Referrer, ReferralStatus State, NextActor NextActor, DateOnly? DueOn, DateOnly SentOn, int Version);

/// <summary>A span of time in which a provider could see a person, by one referral.</summary>
/// <param name="Referral">The referral.</param>
/// <param name="Reference">Its short reference.</param>
/// <param name="Service">The service it was sent to.</param>
/// <param name="ServiceName">That service's name.</param>
/// <param name="Provider">The organisation that could see.</param>
/// <param name="Agreement">The agreement it was sent under.</param>
/// <param name="Scope">How much of the person that held.</param>
/// <param name="From">Since when it was visible.</param>
/// <param name="Until">When it stopped being visible; null while it is.</param>
/// <param name="EndedBy">The event that ended it.</param>
/// <param name="Looks">How often somebody of the provider looked at the person in that time.</param>
/// <param name="LastLook">When last.</param>
public sealed record DisclosureView(
    ReferralId Referral, string Reference, ServiceId Service, string? ServiceName, OrganisationId Provider, AgreementId Agreement, AgreementScope Scope,
    DateTimeOffset From, DateTimeOffset? Until, string? EndedBy, long Looks, DateTimeOffset? LastLook);

/// <summary>What is done for somebody, as they themselves see it on their own page.</summary>
/// <param name="Person">The person.</param>
/// <param name="Referrals">Their referrals that were meant, those that are open first and then the newest first.</param>
public sealed record OwnView(PersonView Person, IReadOnlyList<OwnReferral> Referrals);

/// <summary>A referral as the person it is about sees it.</summary>
/// <param name="Reference">Its short reference.</param>
/// <param name="Service">The service.</param>
/// <param name="Contact">How the service is reached, where it has said.</param>
/// <param name="Referrer">Who sent it.</param>
/// <param name="State">How it stands.</param>
/// <param name="IsOpen">Whether anything more is to be done.</param>
/// <param name="Awaited">What is done next.</param>
/// <param name="DueOn">By when.</param>
/// <param name="SentOn">When it was sent.</param>
/// <param name="Agreement">The agreement it was sent under.</param>
/// <param name="SeesPerson">Whether the service sees the person now.</param>
/// <param name="Appointments">What is arranged and has not taken place, the next first.</param>
public sealed record OwnReferral(
    string Reference, ServiceSummary Service, Domain.Services.ServiceContact? Contact, OrganisationId Referrer, ReferralStatus State, bool IsOpen, Awaited Awaited, DateOnly? DueOn, DateOnly SentOn,
    AgreementId Agreement, bool SeesPerson, IReadOnlyList<AppointmentView> Appointments);

public sealed record ServiceSummary(ServiceId Id, string? Name, OrganisationId Organisation, string Journey);

public sealed record SharingView(AgreementId Agreement, AgreementScope Scope, bool Withdrawn);

public sealed record AppointmentView(Guid Id, DateOnly On, ContactMedium Medium, Attendance? Attendance);

public sealed record JobView(Guid Id, DateOnly StartedOn, decimal HoursPerWeek, DateOnly? EndedOn, IReadOnlyList<int> ConfirmedWeeks);

/// <summary>One event on a timeline.</summary>
/// <param name="Version">Its place in the stream.</param>
/// <param name="Event">Its stored name.</param>
/// <param name="OccurredOn">When it happened.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Role">In which role it was done.</param>
/// <param name="Organisation">For which organisation it was done.</param>
/// <param name="Details">Its content, as far as this viewer may see it.</param>
/// <param name="Withheld">The fields this viewer may not see.</param>
/// <param name="Erased">The fields that nobody can read any more.</param>
public sealed record TimelineEntry(
    int Version, string Event, DateOnly OccurredOn, DateTimeOffset RecordedAt, Role Role, OrganisationId Organisation,
    JsonObject Details, IReadOnlyList<string>? Withheld, IReadOnlyList<string>? Erased);

/// <summary>A person as those who deal with them see them.</summary>
public sealed record PersonView
{
    /// <summary>What nobody may overlook before they get in touch; first, so that it is read first.</summary>
    [JsonPropertyOrder(-1)]
    public required IReadOnlyList<AlertView> Alerts { get; init; }

    public required PersonId Id { get; init; }

    /// <summary>Null once the person's details were erased.</summary>
    public Particulars? Particulars { get; init; }

    /// <summary>The record that stands for this one; null where it stands for itself.</summary>
    public PersonId? MergedInto { get; init; }

    /// <summary>The records that this one stands for.</summary>
    public ImmutableArray<PersonId>? MergedRecords { get; init; }

    /// <summary>Whether their details were erased: then nothing more is said of them.</summary>
    public bool IsErased { get; init; }

    /// <summary>Whether the person has died: nobody is to try to reach them.</summary>
    public required bool HasDied { get; init; }

    public Personal? DiedOn { get; init; }

    public required bool NhsNumberVerified { get; init; }

    public ContactPreferences? ContactPreferences { get; init; }

    public required ImmutableArray<Adjustment> Adjustments { get; init; }

    public Personal? AdjustmentDetail { get; init; }

    /// <summary>The mailbox at which they are told of their own page; null where they chose none, or where it is not safe.</summary>
    public Personal? OwnPageAt { get; init; }

    public AgeBand? AgeBand { get; init; }

    public Demographics? Demographics { get; init; }

    public IReadOnlyList<AgreementView>? Agreements { get; init; }

    public int? Version { get; init; }
}

public sealed record AgreementView(
    AgreementId Id, AgreementScope Scope, ImmutableArray<ServiceId>? Recipients, AgreementGiven How, string WordingVersion, DateOnly GivenOn, DateOnly? WithdrawnOn);
