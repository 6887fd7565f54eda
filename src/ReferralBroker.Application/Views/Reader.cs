using System.Text.Json;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Views;

/// <summary>Single records as a viewer may see them, always folded from their streams and so never stale.</summary>
public sealed class Reader(Log log, PersonVault vault, Opener opener, TimeProvider time)
{
    private static readonly JsonSerializerOptions Plain = EventJson.Make(new PlainPersonalConverter());

    /// <summary>A referral, or why this actor may not see it.</summary>
    public async Task<(ReferralView? View, Refusal? Refusal)> ReferralAsync(ReferralId id, Actor by, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        var events = await session.ReadAsync([id.Value], stop);
        var facts = events.Select(Facts.Of).ToArray();
        var referral = facts.Aggregate(Referral.None(id), Referral.Evolve);
        var on = new Occasion(by, time.GetUtcNow(), vault.Fingerprint);
        if (referral.RefusesEither(on) is { } no) return (null, no);
        var streams = new Streams(session, opener);
        var person = await streams.SurvivorAsync(referral.Terms!.Person, stop);
        referral = await streams.InFullAsync(referral, person, stop);
        var service = await streams.ServiceAsync(referral.Terms!.Service, stop);
        var viewer = new Viewer(by, referral);
        var opened = await opener.OpenAsync([.. facts.Select(f => f.Event)], stop);
        var timeline = facts.Select((fact, i) => (Fact: fact with { Event = opened[i] }, events[i].Version))
            .Where(e => viewer.Sees(e.Fact)).Select(e => Entry(e.Fact, e.Version, viewer)).ToArray();
        return (View(referral, person, service, viewer, timeline, on, events[^1].Version), null);
    }

    /// <summary>A referral's bare state; it may not exist. For the broker's own use: what a viewer may see of it is another question.</summary>
    public async Task<Referral> StateAsync(ReferralId id, CancellationToken stop = default) =>
        (await log.ReadAsync(id.Value, stop)).Select(Facts.Of).Aggregate(Referral.None(id), Referral.Evolve);

    /// <summary>A person, or why this actor may not see them.</summary>
    public async Task<(PersonView? View, Refusal? Refusal)> PersonAsync(PersonId id, Actor by, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        var streams = new Streams(session, opener);
        // Whichever record is asked for, what is known of the person under all of them is shown: a death or an unsafe number stands on one of them.
        var person = await streams.AsSeenAsync(await streams.SurvivorAsync(id, stop), by, stop);
        if (!by.Refers && !by.Provides) return (null, Refusals.RoleNotAllowed);
        if (!person.Exists) return (null, Refusals.PersonUnknown);
        if (!person.IsVisibleTo(by.Organisation)) return (null, Refusals.NotParty);
        var view = View(person) with { Id = id, MergedInto = person.Id == id ? null : person.Id, Version = streams.Versions[id.Value] };
        if (person.IsErased) return (view, null);
        // A provider sees what its own referrals stand under, and nothing of what the person agreed to with others.
        var isOwn = person.KnownTo.Contains(by.Organisation);
        var standing = person.Standing(by.Organisation).ToHashSet();
        var seesNeed = isOwn || standing.Any(a => person.Agreements[a].Scope >= AgreementScope.NeedSummary);
        return (view with
        {
            AgeBand = seesNeed ? person.AgeBand : null,
            Demographics = seesNeed ? person.Demographics : null,
            Agreements = [.. person.Agreements.Where(a => isOwn || standing.Contains(a.Key)).OrderBy(a => a.Value.GivenOn).ThenBy(a => a.Key.Value).Select(a =>
                new AgreementView(a.Key, a.Value.Scope, a.Value.Recipients, a.Value.How, a.Value.WordingVersion, a.Value.GivenOn, a.Value.WithdrawnOn))],
        }, null);
    }

    /// <summary>A conversation of the actor's own organisation.</summary>
    public async Task<(Conversation? Conversation, int Version, Refusal? Refusal)> ConversationAsync(ConversationId id, Actor by, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        var events = await session.ReadAsync([id.Value], stop);
        var facts = events.Select(Facts.Of).ToArray();
        var opened = await opener.OpenAsync([.. facts.Select(f => f.Event)], stop);
        var conversation = facts.Zip(opened, (f, e) => f with { Event = e }).Aggregate(Conversation.None(id), Conversation.Evolve);
        var no = conversation.RefusesHolder(new(by, time.GetUtcNow(), vault.Fingerprint));
        return no is null || no == Refusals.ConversationInError ? (conversation, events.Count, null) : (null, 0, no);
    }

    /// <summary>A service of the directory with its version; it may not exist.</summary>
    public async Task<(Service Service, int Version)> ServiceAsync(ServiceId id, CancellationToken stop = default)
    {
        var events = await log.ReadAsync(id.Value, stop);
        return (events.Select(Facts.Of).Aggregate(Service.None(id), Service.Evolve), events.Count);
    }

    /// <summary>An organisation with its version; it may not exist.</summary>
    public async Task<(Organisation Organisation, int Version)> OrganisationAsync(OrganisationId id, CancellationToken stop = default)
    {
        var events = await log.ReadAsync(id.Value, stop);
        return (events.Select(Facts.Of).Aggregate(Organisation.None(id), Organisation.Evolve), events.Count);
    }

    private static ReferralView View(
        Referral referral, Person person, Service service, Viewer viewer, IReadOnlyList<TimelineEntry> timeline, Occasion on, int version)
    {
        var terms = referral.Terms!;
        return new()
        {
            Id = referral.Id,
            Reference = terms.Reference,
            Root = terms.Root,
            Previous = terms.Previous,
            RematchedTo = viewer.IsReferrer ? referral.RematchedTo : null,
            RedirectedTo = referral.RedirectedTo,
            State = referral.Status,
            NextActor = referral.Due.NextActor,
            Awaited = referral.Due.Awaited,
            DueOn = referral.Due.On,
            IsOverdue = referral.Due.On < on.Today,
            AvailableActions = AvailableActions.Of(referral, person, on),
            Service = new(terms.Service, service.Name, terms.Provider, terms.Journey),
            Referrer = terms.Referrer,
            Conversation = terms.Conversation,
            Source = terms.Source,
            Setting = viewer.SeesPerson ? terms.Setting : null,
            Need = viewer.SeesNeed ? referral.Need : null,
            Risks = viewer.SeesPerson ? terms.Risks : null,
            SentOn = referral.SentOn,
            AcceptedOn = referral.AcceptedOn,
            Worker = referral.Worker,
            Sharing = new(terms.SharedUnder.Agreement, terms.SharedUnder.Scope, viewer.IsWithdrawn),
            Person = viewer.SeesPerson ? View(person) : null,
            Appointments = [.. referral.Appointments.Select(a => new AppointmentView(a.Key, a.Value.On, a.Value.Medium, a.Value.Attendance))],
            Jobs = [.. referral.Jobs.Select(j => new JobView(j.Key, j.Value.StartedOn, j.Value.HoursPerWeek, j.Value.EndedOn, [.. j.Value.ConfirmedWeeks]))],
            Timeline = timeline,
            Version = version,
        };
    }

    private static PersonView View(Person person) => person.IsErased
        ? new() { Id = person.Id, IsErased = true, HasDied = false, NhsNumberVerified = false, Adjustments = [] }
        : new()
        {
            Id = person.Id,
            MergedRecords = person.MergedRecords.IsEmpty ? null : person.MergedRecords,
            HasDied = person.HasDied,
            DiedOn = person.DiedOn,
            Particulars = person.Particulars!.FamilyName.IsReadable ? person.Particulars : null,
            NhsNumberVerified = person.IsVerified,
            ContactPreferences = person.Preferences,
            Adjustments = person.Adjustments,
            AdjustmentDetail = person.AdjustmentDetail,
        };

    private static TimelineEntry Entry(Fact fact, int version, Viewer viewer)
    {
        var name = EventCatalogue.NameOf(fact.Event);
        var (withheld, erased) = (new List<string>(), new List<string>());
        var details = JsonSerializer.SerializeToNode(fact.Event, fact.Event.GetType(), Plain)!.AsObject();
        foreach (var (field, value) in details.ToArray())
        {
            var known = FieldTable.Find(name, field);
            if (!viewer.Sees(fact, known)) withheld.Add(field);
            else if (value is null && known?.Protection == Protection.Encrypted) erased.Add(field);
            else continue;
            details.Remove(field);
        }
        return new(version, name, fact.OccurredOn, fact.RecordedAt, fact.By.Role, fact.By.Organisation, details,
            withheld.Count > 0 ? withheld : null, erased.Count > 0 ? erased : null);
    }
}
