using System.Collections.Immutable;
using System.Globalization;

namespace ReferralBroker.Domain.People;

/// <summary>What a person agreed to be shared, with whom, whether they still do, and on which record of theirs it stands.</summary>
public sealed record Agreement(AgreementScope Scope, ImmutableArray<ServiceId>? Recipients, DateOnly GivenOn, DateOnly? WithdrawnOn, AgreementGiven How, string WordingVersion, PersonId Record)
{
    /// <summary>The organisation that asked the person.</summary>
    public OrganisationId GivenTo { get; init; }

    /// <summary>The moment from which nothing was shown under it any more: when its withdrawal was recorded.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>No, if a service may not be sent anything under it.</summary>
    public Refusal? Refuses(ServiceId service) =>
        WithdrawnOn is not null ? Refusals.AgreementWithdrawn
        : Recipients is { } named && !named.Contains(service) ? Refusals.AgreementNeeded
        : null;

    /// <summary>No, if something is to be sent that the person did not agree to.</summary>
    public Refusal? RefusesBeyond(Personal? needSummary, Personal? healthDetail) =>
        healthDetail is not null && Scope < AgreementScope.HealthDetail ? Refusals.BeyondAgreement(Scope, "healthDetail")
        : needSummary is not null && Scope < AgreementScope.NeedSummary ? Refusals.BeyondAgreement(Scope, "needSummary")
        : null;
}

/// <summary>An opening of a record against the usual rules: by one user, until a moment, to be looked at by a governance lead.</summary>
public sealed record BrokenGlass(Actor By, DateTimeOffset At, DateTimeOffset Until, BreakGlassReason Reason, PersonId Record, BreakGlassFinding? Finding)
{
    /// <summary>Whether it lets somebody look at a moment.</summary>
    public bool Opens(Actor by, DateTimeOffset at) => By == by && at < Until && Finding != BreakGlassFinding.NotJustified;
}

/// <summary>A person as their events make them.</summary>
public sealed record Person
{
    public static Person None(PersonId id) => new() { Id = id };

    public required PersonId Id { get; init; }

    /// <summary>Null while nobody is registered.</summary>
    public Particulars? Particulars { get; init; }

    public bool IsVerified { get; init; }

    public AgeBand? AgeBand { get; init; }

    public Demographics Demographics { get; init; } = new();

    public ContactPreferences? Preferences { get; init; }

    /// <summary>The mailbox at which the person chose to be told of their own page, on this record. Whether it may be used, <see cref="OwnPageAt"/> says.</summary>
    public Personal? OwnPage { get; init; }

    public ImmutableArray<Adjustment> Adjustments { get; init; } = [];

    public Personal? AdjustmentDetail { get; init; }

    public ImmutableDictionary<AgreementId, Agreement> Agreements { get; init; } = ImmutableDictionary<AgreementId, Agreement>.Empty;

    /// <summary>The organisations that deal with the person by a relationship of their own.</summary>
    public ImmutableHashSet<OrganisationId> KnownTo { get; init; } = [];

    /// <summary>The organisations that registered the person, under whichever record.</summary>
    public ImmutableHashSet<OrganisationId> RegisteredBy { get; init; } = [];

    /// <summary>The referrals of the person.</summary>
    public ImmutableArray<Referred> Referrals { get; init; } = [];

    /// <summary>Referrals that were recorded against this person and were about somebody else: whoever saw the person by them has seen them.</summary>
    public ImmutableArray<Referred> WrongReferrals { get; init; } = [];

    /// <summary>Those of them that have left their service: known to the referrals' streams, set by whoever has read those.</summary>
    public ImmutableHashSet<ReferralId> Left { get; init; } = [];

    /// <summary>Every referral that was ever recorded against the person, theirs or not: whoever saw them by it has seen them.</summary>
    public IEnumerable<Referred> EverReferred => Referrals.Concat(WrongReferrals);

    /// <summary>The record that stands for this one, where the two were found to be of one person.</summary>
    public PersonId? MergedInto { get; init; }

    /// <summary>The records that this one stands for.</summary>
    public ImmutableArray<PersonId> MergedRecords { get; init; } = [];

    /// <summary>The merged records whose contact preferences were replaced by those set here since.</summary>
    public ImmutableHashSet<PersonId> PreferencesSpeakFor { get; init; } = [];

    /// <summary>The merged records whose adjustments were replaced by those set here since.</summary>
    public ImmutableHashSet<PersonId> AdjustmentsSpeakFor { get; init; } = [];

    /// <summary>The records of the person on which their death stands.</summary>
    public ImmutableHashSet<PersonId> DiedUnder { get; init; } = [];

    public Personal? DiedOn { get; init; }

    /// <summary>Every opening of this record against the usual rules.</summary>
    public ImmutableDictionary<Guid, BrokenGlass> BrokenGlass { get; init; } = ImmutableDictionary<Guid, BrokenGlass>.Empty;

    /// <summary>Whether the proof of an erasure stands. Somebody without it may still be unreadable: where the keys were lost.</summary>
    public bool IsErased { get; init; }

    public bool Exists => Particulars is not null;

    public bool HasDied => !DiedUnder.IsEmpty;

    /// <summary>Whether a record is one of this person's.</summary>
    public bool Is(PersonId record) => record == Id || MergedRecords.Contains(record);

    /// <summary>
    /// Whether an organisation deals with the person by a relationship of its own. One that was ever sent the person, even by itself, does not: then
    /// the agreement alone counts, and its withdrawal.
    /// </summary>
    public bool IsDealtWithBy(OrganisationId organisation) => KnownTo.Contains(organisation) && !EverReferred.Any(r => r.Provider == organisation);

    /// <summary>
    /// Whether an organisation may see the person: it registered them, has stated a relationship or sent a referral, or was sent one under an
    /// agreement that still stands and has not given it back.
    /// </summary>
    public bool IsVisibleTo(OrganisationId organisation) => IsDealtWithBy(organisation) || Standing(organisation).Any();

    /// <summary>Whether somebody may see the person because they have broken the glass: they themselves, in that role, and not for long.</summary>
    public bool IsOpenedTo(Actor by, DateTimeOffset at) => BrokenGlass.Values.Any(g => g.Opens(by, at));

    /// <summary>The agreements under which a provider deals with the person now: those of referrals it has or took itself, and those it asked for of somebody it registered.</summary>
    public IEnumerable<AgreementId> Standing(OrganisationId provider) => StandingReferrals(provider).Select(r => r.Agreement)
        .Concat(Agreements.Where(a => a.Value.WithdrawnOn is null && a.Value.GivenTo == provider && RegisteredBy.Contains(provider)).Select(a => a.Key)).Distinct();

    /// <summary>The referrals by which a provider deals with the person now: those it has, and the self-referrals it took.</summary>
    public IEnumerable<Referred> StandingReferrals(OrganisationId provider) => Referrals
        .Where(r => ((r.Provider == provider && !Left.Contains(r.Referral)) || r.Referrer == provider) && Agreements.GetValueOrDefault(r.Agreement) is { WithdrawnOn: null });

    /// <summary>The day of birth, or null where it cannot be read.</summary>
    public DateOnly? BornOn => ParseDate(Particulars?.DateOfBirth.Text);

    /// <summary>No, if there is nobody of whom anything could be read.</summary>
    public Refusal? RefusesReading() =>
        !Exists ? Refusals.PersonUnknown : IsErased || !Particulars!.FamilyName.IsReadable ? Refusals.PersonErased : null;

    /// <summary>No, if this record stands for nobody any more.</summary>
    public Refusal? RefusesRecord() => RefusesReading() ?? (MergedInto is { } into ? Refusals.PersonMerged(into) : null);

    /// <summary>No, if there is nobody whose details could be shared.</summary>
    public Refusal? RefusesSharing() => RefusesRecord() ?? (HasDied ? Refusals.PersonDied : null);

    /// <summary>The person that several records make together: what is known, agreed and referred under any of them. The survivor's own facts stand.</summary>
    public Person With(IEnumerable<Person> merged) => merged.Aggregate(this, (person, record) => person with
    {
        KnownTo = person.KnownTo.Union(record.KnownTo),
        RegisteredBy = person.RegisteredBy.Union(record.RegisteredBy),
        Referrals = person.Referrals.AddRange(record.Referrals),
        WrongReferrals = person.WrongReferrals.AddRange(record.WrongReferrals),
        DiedUnder = person.DiedUnder.Union(record.DiedUnder),
        BrokenGlass = person.BrokenGlass.SetItems(record.BrokenGlass),
        // What is unsafe stays unsafe, on whichever record it was said.
        Preferences = person.PreferencesSpeakFor.Contains(record.Id) ? person.Preferences : Cautious(person.Preferences, record.Preferences),
        Adjustments = person.AdjustmentsSpeakFor.Contains(record.Id) ? person.Adjustments : [.. person.Adjustments.Union(record.Adjustments).Order()],
        AdjustmentDetail = person.AdjustmentsSpeakFor.Contains(record.Id) ? person.AdjustmentDetail : Both(person.AdjustmentDetail, record.AdjustmentDetail),
        // What only the other record knows of who they are is not lost.
        Particulars = person.Particulars is { } own && record.Particulars is { } other ? Known(own, other) : person.Particulars,
        IsVerified = person.IsVerified || (person.Particulars?.NhsNumber is null && record.IsVerified),
        // Withdrawn on one of them, it is withdrawn.
        Agreements = record.Agreements.Aggregate(person.Agreements, (all, a) =>
            all.TryGetValue(a.Key, out var known) && (known.WithdrawnOn is not null || a.Value.WithdrawnOn is null) ? all : all.SetItem(a.Key, a.Value)),
    });

    private static Particulars Known(Particulars own, Particulars other) => own with
    {
        NhsNumber = own.NhsNumber ?? other.NhsNumber,
        Phone = own.Phone ?? other.Phone,
        Email = own.Email ?? other.Email,
        Address = own.Address ?? other.Address,
        Postcode = own.Postcode ?? other.Postcode,
    };

    private static ContactPreferences? Cautious(ContactPreferences? first, ContactPreferences? second) =>
        first is null || second is null ? first ?? second : first with
        {
            DoNotContact = first.DoNotContact || second.DoNotContact,
            // A number that is unsafe on one record is not safe because the other one says so, nor may a message be left where one forbids it.
            Points = [.. first.Points.Where(p => p.Safe && !second.Points.Any(other => !other.Safe && Same(other.Value, p.Value)))
                    .Select(p => p with { MayLeaveMessage = p.MayLeaveMessage && !second.Points.Any(other => !other.MayLeaveMessage && Same(other.Value, p.Value)) }),
                .. second.Points.Where(p => !p.Safe), .. first.Points.Where(p => !p.Safe)],
            MustNotBeTold = Both(first.MustNotBeTold, second.MustNotBeTold),
        };

    /// <summary>Whether a number or address is one that must not be used.</summary>
    public bool IsUnsafe(Personal? value) => value is not null && Preferences?.Points.Any(p => !p.Safe && Same(p.Value, value)) == true;

    /// <summary>The mailbox to which it may be written that something waits on the person's own page; null where they chose none, or where it is not safe.</summary>
    public Personal? OwnPageAt => OwnPage is { } chosen && !HasDied && RefusesOwnPageAt(chosen) is null ? chosen : null;

    /// <summary>
    /// No, if a page of their own could put the person at risk: where nobody may get in touch, where somebody must not learn of it, or where the mailbox is
    /// not one they said is safe and may be written to.
    /// </summary>
    public Refusal? RefusesOwnPageAt(Personal email) =>
        Preferences is { DoNotContact: true } or { MustNotBeTold: not null } ? Refusals.OwnPageUnsafe
        : IsUnsafe(email) || Preferences?.SafeMailboxes().Any(m => Same(m, email)) != true ? Refusals.MailboxNotSafe
        : null;

    /// <summary>Whether two numbers or addresses are the same, however they are written: 07700 900123 is +44 7700 900123.</summary>
    private static bool Same(Personal first, Personal second) =>
        first.Equals(second) || (first.Text is { } one && second.Text is { } other && string.Equals(Bare(one), Bare(other), StringComparison.OrdinalIgnoreCase));

    private static string Bare(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return text.Contains('@', StringComparison.Ordinal) || digits.Length < 10 ? text.Trim() : digits[^10..];
    }

    /// <summary>What is said on either record; neither may be lost.</summary>
    private static Personal? Both(Personal? first, Personal? second) =>
        first?.Text is not { } one ? second ?? first : second?.Text is not { } other || one == other ? first : Personal.Of($"{one}\n{other}");

    /// <summary>No, if something is said to have happened in the future or before the person was born.</summary>
    public Refusal? RefusesDay(Occasion on, DateOnly? day, string field) =>
        day > on.Today ? Refusals.InFuture(field) : day < BornOn ? Refusals.BeforeBirth(field) : null;

    public static Person Evolve(Person person, Fact fact) => fact.Event switch
    {
        Registered e => person with { Particulars = e.Particulars, RegisteredBy = person.RegisteredBy.Add(fact.By.Organisation), KnownTo = person.KnownTo.Add(fact.By.Organisation) },
        RelationshipStated e => person with { KnownTo = person.KnownTo.Add(e.Organisation) },
        Referred e => person with { Referrals = person.Referrals.Add(e), KnownTo = person.KnownTo.Add(e.Referrer) },
        ParticularsCorrected e => person with { Particulars = e.Particulars, IsVerified = person.IsVerified && person.Particulars!.NhsNumber?.Equals(e.Particulars.NhsNumber) == true },
        IdentityVerified => person with { IsVerified = true },
        DemographicsRecorded e => person with { AgeBand = e.AgeBand, Demographics = e.Demographics },
        ContactPreferencesSet e => person with { Preferences = e.Preferences, PreferencesSpeakFor = [.. person.MergedRecords] },
        OwnPageChosen e => person with { OwnPage = e.Email },
        OwnPageEnded => person with { OwnPage = null },
        AdjustmentsSet e => person with { Adjustments = e.Adjustments, AdjustmentDetail = e.Detail, AdjustmentsSpeakFor = [.. person.MergedRecords] },
        AgreementGivenTo e => person with
        {
            Agreements = person.Agreements.Add(e.Agreement, new(e.Scope, e.Recipients, fact.OccurredOn, null, e.How, e.WordingVersion, person.Id) { GivenTo = e.GivenTo }),
        },
        AgreementWithdrawn e => person with
        {
            Agreements = person.Agreements.SetItem(e.Agreement, person.Agreements[e.Agreement] with { WithdrawnOn = fact.OccurredOn, WithdrawnAt = fact.RecordedAt }),
        },
        RecordMerged e => person with { MergedRecords = person.MergedRecords.Add(e.Merged) },
        RecordUnmerged e => person with
        {
            MergedRecords = person.MergedRecords.Remove(e.Unmerged),
            PreferencesSpeakFor = person.PreferencesSpeakFor.Remove(e.Unmerged),
            AdjustmentsSpeakFor = person.AdjustmentsSpeakFor.Remove(e.Unmerged),
        },
        MergedInto e => person with { MergedInto = e.Into },
        UnmergedFrom => person with { MergedInto = null },
        WrongPersonCorrected { Referral: { } wrong } => person with
        {
            Referrals = person.Referrals.RemoveAll(r => r.Referral == wrong),
            WrongReferrals = person.WrongReferrals.AddRange(person.Referrals.Where(r => r.Referral == wrong)),
        },
        Died e => person with { DiedUnder = person.DiedUnder.Add(person.Id), DiedOn = e.DiedOn },
        DeathCorrected => person with { DiedUnder = person.DiedUnder.Remove(person.Id), DiedOn = null },
        GlassBroken e => person with { BrokenGlass = person.BrokenGlass.SetItem(e.Access, new(fact.By, fact.RecordedAt, e.Until, e.Reason, person.Id, null)) },
        BreakGlassReviewed e => person with { BrokenGlass = person.BrokenGlass.SetItem(e.Access, person.BrokenGlass[e.Access] with { Finding = e.Finding }) },
        Erased => person with { IsErased = true },
        _ => person,
    };

    /// <summary>A date written as 1988-05-03, or null.</summary>
    public static DateOnly? ParseDate(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The band an age falls in on a day.</summary>
    public static AgeBand BandOf(DateOnly born, DateOnly day)
    {
        var age = day.Year - born.Year - (day < born.AddYears(day.Year - born.Year) ? 1 : 0);
        return age switch
        {
            < 16 => People.AgeBand.Under16,
            < 18 => People.AgeBand.From16To17,
            < 25 => People.AgeBand.From18To24,
            < 35 => People.AgeBand.From25To34,
            < 50 => People.AgeBand.From35To49,
            < 65 => People.AgeBand.From50To64,
            _ => People.AgeBand.From65,
        };
    }
}
