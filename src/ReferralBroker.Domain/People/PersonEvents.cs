using System.Collections.Immutable;

namespace ReferralBroker.Domain.People;

/// <summary>An event of a person's stream. Type names may change, the stored names never.</summary>
public abstract record PersonEvent : DomainEvent;

/// <summary>Who somebody is and how to reach them.</summary>
public sealed record Particulars(
    Personal FamilyName,
    Personal GivenName,
    Personal DateOfBirth,
    Personal? NhsNumber = null,
    Personal? Title = null,
    Personal? Phone = null,
    Personal? Email = null,
    Personal? Address = null,
    Personal? Postcode = null)
{
    public Particulars With(Func<Personal, Personal> change) => new(
        change(FamilyName), change(GivenName), change(DateOfBirth), Changed(NhsNumber, change), Changed(Title, change),
        Changed(Phone, change), Changed(Email, change), Changed(Address, change), Changed(Postcode, change));

    private static Personal? Changed(Personal? value, Func<Personal, Personal> change) => value is null ? null : change(value);
}

[Stored("person.registered.v1")]
public sealed record Registered(Particulars Particulars) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Particulars = Particulars.With(change) };
}

/// <summary>The NHS number was traced and belongs to this person (status 01, present and verified).</summary>
[Stored("person.identity-verified.v1")]
public sealed record IdentityVerified : PersonEvent;

[Stored("person.particulars-corrected.v1")]
public sealed record ParticularsCorrected(Particulars Particulars) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Particulars = Particulars.With(change) };
}

/// <summary>Coarse codes that reports need. Clear, pseudonymous, and still special-category data.</summary>
public sealed record Demographics(
    EthnicCategory? EthnicCategory = null,
    Gender? Gender = null,
    Sex? Sex = null,
    Disability? Disability = null,
    MultipleDisadvantage? MultipleDisadvantage = null,
    EmploymentStatus? EmploymentStatus = null,
    string? SmallArea = null);

[Stored("person.demographics-recorded.v1")]
public sealed record DemographicsRecorded(AgeBand AgeBand, Demographics Demographics) : PersonEvent;

/// <summary>A number or address to reach the person by, and whether it is safe to use.</summary>
public sealed record ContactPoint(Referrals.ContactMedium Medium, Personal Value, bool Safe, bool MayLeaveMessage)
{
    public ContactPoint With(Func<Personal, Personal> change) => this with { Value = change(Value) };
}

/// <summary>How the person wants to be reached, and how never.</summary>
/// <param name="DoNotContact">Nobody is to get in touch.</param>
/// <param name="Preferred">How, in order.</param>
/// <param name="Points">Numbers and addresses, safe and unsafe.</param>
/// <param name="MustNotBeTold">Who must not learn of it.</param>
/// <param name="BestTime">When to try.</param>
public sealed record ContactPreferences(
    bool DoNotContact,
    ImmutableArray<Referrals.ContactMedium> Preferred,
    ImmutableArray<ContactPoint> Points,
    Personal? MustNotBeTold = null,
    Personal? BestTime = null)
{
    /// <summary>The mailboxes that are safe and where a message may be left.</summary>
    public IEnumerable<Personal> SafeMailboxes() => Points.Where(p => p is { Medium: Referrals.ContactMedium.Email, Safe: true, MayLeaveMessage: true }).Select(p => p.Value);

    public ContactPreferences With(Func<Personal, Personal> change) => this with
    {
        Points = [.. Points.Select(p => p.With(change))],
        MustNotBeTold = MustNotBeTold is null ? null : change(MustNotBeTold),
        BestTime = BestTime is null ? null : change(BestTime),
    };
}

[Stored("person.contact-preferences-set.v1")]
public sealed record ContactPreferencesSet(ContactPreferences Preferences) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Preferences = Preferences.With(change) };
}

[Stored("person.adjustments-set.v1")]
public sealed record AdjustmentsSet(ImmutableArray<Adjustment> Adjustments, Personal? Detail) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Detail = Detail is null ? null : change(Detail) };
}

/// <summary>The person chose to see what is done for them on a page of their own, and to be told at this mailbox that something is there.</summary>
[Stored("person.own-page-chosen.v1")]
public sealed record OwnPageChosen(Personal Email) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Email = change(Email) };
}

/// <summary>The person no longer wants a page of their own.</summary>
[Stored("person.own-page-ended.v1")]
public sealed record OwnPageEnded : PersonEvent;

/// <summary>The person agreed to their details being shared. No recipients named means any suitable service.</summary>
[Stored("person.agreement-given.v1")]
public sealed record AgreementGivenTo(
    AgreementId Agreement, AgreementScope Scope, ImmutableArray<ServiceId>? Recipients, AgreementGiven How, string WordingVersion, OrganisationId GivenTo) : PersonEvent;

[Stored("person.agreement-withdrawn.v1")]
public sealed record AgreementWithdrawn(AgreementId Agreement, AgreementGiven How) : PersonEvent;

/// <summary>Why an organisation deals with a person.</summary>
public enum Relationship
{
    RegisteredPatient,
    UnderOurCare,
    AskedUsForHelp,
    OtherReason,
}

/// <summary>An organisation that had not dealt with the person before says why it does now.</summary>
[Stored("person.relationship-stated.v1")]
public sealed record RelationshipStated(OrganisationId Organisation, Relationship Relationship, Personal? Reason) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Reason = Reason is null ? null : change(Reason) };
}

/// <summary>A referral of the person was sent. From here the provider deals with them, for as long as the agreement stands.</summary>
[Stored("person.referred.v1")]
public sealed record Referred(ReferralId Referral, OrganisationId Referrer, OrganisationId Provider, AgreementId Agreement) : PersonEvent;

/// <summary>Another record was found to be of the same person; this one stays.</summary>
[Stored("person.record-merged.v1")]
public sealed record RecordMerged(PersonId Merged) : PersonEvent;

/// <summary>This record was found to be of the same person as another one, which stays.</summary>
[Stored("person.merged-into.v1")]
public sealed record MergedInto(PersonId Into) : PersonEvent;

/// <summary>The other record was of somebody else after all.</summary>
[Stored("person.record-unmerged.v1")]
public sealed record RecordUnmerged(PersonId Unmerged) : PersonEvent;

/// <summary>This record stands for itself again.</summary>
[Stored("person.unmerged-from.v1")]
public sealed record UnmergedFrom(PersonId From) : PersonEvent;

/// <summary>A referral or a conversation was recorded against this person and was about somebody else.</summary>
[Stored("person.wrong-person-corrected.v1")]
public sealed record WrongPersonCorrected(ReferralId? Referral, ConversationId? Conversation) : PersonEvent;

/// <summary>The person has died.</summary>
[Stored("person.died.v1")]
public sealed record Died(Personal? DiedOn) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { DiedOn = DiedOn is null ? null : change(DiedOn) };
}

/// <summary>The death was recorded by mistake.</summary>
[Stored("person.death-corrected.v1")]
public sealed record DeathCorrected(Personal Why) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Why = change(Why) };
}

/// <summary>Why somebody had to see a record that was not theirs to see.</summary>
public enum BreakGlassReason
{
    /// <summary>Somebody's life is in danger.</summary>
    RiskToLife,

    /// <summary>A child or an adult must be kept safe.</summary>
    Safeguarding,

    /// <summary>Care is needed now, and those who hold the record cannot be asked.</summary>
    UrgentCare,

    /// <summary>A court or the law asks for it.</summary>
    LegalDuty,
}

/// <summary>Somebody opened the record against the usual rules, for themselves alone and until a moment. The governance lead looks at each.</summary>
[Stored("person.glass-broken.v1")]
public sealed record GlassBroken(Guid Access, BreakGlassReason Reason, Personal Detail, DateTimeOffset Until) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Detail = change(Detail) };
}

/// <summary>What the governance lead found.</summary>
public enum BreakGlassFinding
{
    Justified,
    NotJustified,
}

/// <summary>The governance lead has looked at an opening of the record against the usual rules.</summary>
[Stored("person.break-glass-reviewed.v1")]
public sealed record BreakGlassReviewed(Guid Access, BreakGlassFinding Finding, Personal? Note) : PersonEvent
{
    public override DomainEvent WithPersonal(Func<Personal, Personal> change) => this with { Note = Note is null ? null : change(Note) };
}

/// <summary>Why somebody's details are erased.</summary>
public enum ErasureGround
{
    /// <summary>The time for which they had to be kept is over.</summary>
    RetentionEnded,

    /// <summary>The person asked, and nothing stood against it.</summary>
    PersonAsked,

    /// <summary>A court or the regulator ordered it.</summary>
    Ordered,
}

/// <summary>The proof that the person's details were erased.</summary>
[Stored("person.erased.v1")]
public sealed record Erased(ErasureGround Ground) : PersonEvent;
