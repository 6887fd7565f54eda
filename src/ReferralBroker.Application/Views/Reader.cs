using System.Text.Json;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Views;

/// <summary>
/// Single records as a viewer may see them, always folded from their streams and so never stale. There is no other way to them, and none is shown
/// before the look is recorded.
/// </summary>
public sealed class Reader(Log log, PersonVault vault, Opener opener, LookTrail looks, TimeProvider time)
{
    private static readonly JsonSerializerOptions Plain = EventJson.Make(new PlainPersonalConverter());

    /// <summary>A referral, or why this actor may not see it.</summary>
    public async Task<(ReferralView? View, Refusal? Refusal)> ReferralAsync(ReferralId id, Asking asking, CancellationToken stop = default)
    {
        var (view, look, refusal) = await ReadAsync(id, asking, stop);
        if (look is not null && (refusal is null || !asking.IsAnswer)) await looks.RecordAsync(look, stop);
        return (view, refusal);
    }

    /// <summary>The same with the look to be recorded; none where there is no such referral. The session is given back before that is done.</summary>
    private async Task<(ReferralView? View, Look? Look, Refusal? Refusal)> ReadAsync(ReferralId id, Asking asking, CancellationToken stop)
    {
        var on = On(asking.By);
        await using var session = await log.OpenAsync(stop);
        var events = await session.ReadAsync([id.Value], stop);
        var facts = events.Select(Facts.Of).ToArray();
        var referral = facts.Aggregate(Referral.None(id), Referral.Evolve);
        if (!referral.Exists) return (null, null, Refusals.ReferralUnknown);
        var streams = new Streams(session, opener);
        var person = await streams.SurvivorAsync(referral.Terms!.Person, stop);
        var hasBrokenGlass = person.IsOpenedTo(asking.By, on.At);
        var refusal = referral.RefusesEither(on) is { } no && !(hasBrokenGlass && no == Refusals.NotParty) ? no : null;
        var look = LookAt(asking, on, hasBrokenGlass ? LookGround.BreakGlass : LookGround.PartyToReferral, person, refusal) with { Record = id.Value };
        if (refusal is not null) return (null, look, refusal);
        referral = await streams.InFullAsync(referral, person, stop);
        var service = await streams.ServiceAsync(referral.Terms!.Service, stop);
        var viewer = Viewer.Of(asking.By, referral, hasBrokenGlass);
        var opened = await opener.OpenAsync([.. facts.Select(f => f.Event)], stop);
        var timeline = facts.Select((fact, i) => (Fact: fact with { Event = opened[i] }, events[i].Version))
            .Where(e => viewer.Sees(e.Fact)).Select(e => Entry(e.Fact, e.Version, viewer)).ToArray();
        return (View(referral, person, service, viewer, timeline, on, events[^1].Version), look, null);
    }

    /// <summary>A referral's bare state; it may not exist. For the broker's own use: what a viewer may see of it is another question.</summary>
    public async Task<Referral> StateAsync(ReferralId id, CancellationToken stop = default) =>
        (await log.ReadAsync(id.Value, stop)).Select(Facts.Of).Aggregate(Referral.None(id), Referral.Evolve);

    /// <summary>A referral's state with what other streams know of it, and what happened to it, personal values sealed; it may not exist. As above.</summary>
    public async Task<(Referral Referral, IReadOnlyList<Fact> Facts)> HistoryAsync(ReferralId id, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        var facts = (await session.ReadAsync([id.Value], stop)).Select(Facts.Of).ToArray();
        var referral = facts.Aggregate(Referral.None(id), Referral.Evolve);
        if (!referral.Exists) return (referral, facts);
        var streams = new Streams(session, opener);
        return (await streams.InFullAsync(referral, await streams.SurvivorAsync(referral.Terms!.Person, stop), stop), facts);
    }

    /// <summary>What a decision of this actor may know besides the state, at this moment.</summary>
    public Occasion OccasionOf(Actor by) => On(by);

    /// <summary>A person, or why this actor may not see them.</summary>
    public async Task<(PersonView? View, Refusal? Refusal)> PersonAsync(PersonId id, Asking asking, CancellationToken stop = default)
    {
        var (person, viewer, version, refusal) = await ViewedAsync(id, asking, stop);
        if (refusal is not null) return (null, refusal);
        var view = View(person!, viewer!.SeesAll) with { Id = id, MergedInto = person!.Id == id ? null : person.Id, Version = version };
        return person.IsErased
            ? (view, null)
            : (view with
            {
                AgeBand = viewer.SeesNeed ? person.AgeBand : null,
                Demographics = viewer.SeesNeed ? person.Demographics : null,
                Agreements = [.. person.Agreements.Where(a => viewer.Sees(a.Key)).OrderBy(a => a.Value.GivenOn).ThenBy(a => a.Key.Value).Select(View)],
            }, null);
    }

    /// <summary>A person with what is known under every record of theirs; they may not exist. As the bare state of a referral, for the broker's own use.</summary>
    public async Task<Person> PersonStateAsync(PersonId id, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        return await new Streams(session, opener).SurvivorAsync(id, stop);
    }

    /// <summary>What somebody sees on their own page, the look recorded; null where they have none, or none that is safe.</summary>
    public async Task<OwnView?> OwnAsync(PersonId id, Guid correlation, CancellationToken stop = default)
    {
        OwnView view;
        Person person;
        var own = new List<OwnReferral>();
        await using (var session = await log.OpenAsync(stop))
        {
            var streams = new Streams(session, opener);
            person = await streams.SurvivorAsync(id, stop);
            if (person.RefusesRecord() is not null || person.OwnPageAt is null) return null;
            var version = streams.Versions[person.Id.Value];
            foreach (var bare in await streams.ReferralsAsync(person, stop))
            {
                if (!bare.Exists || bare.Status == ReferralStatus.EnteredInError) continue;
                var referral = await streams.InFullAsync(bare, person, stop);
                var terms = referral.Terms!;
                var service = await streams.ServiceAsync(terms.Service, stop);
                own.Add(new(terms.Reference, new(terms.Service, service.Name, terms.Provider, terms.Journey), service.Contact, terms.Referrer, referral.Status,
                    referral.Due.NextActor != NextActor.Nobody, referral.Due.Awaited, referral.Due.On, referral.SentOn, terms.SharedUnder.Agreement,
                    IsVisible(referral) && !referral.IsAgreementWithdrawn,
                    [.. referral.Appointments.Where(a => a.Value.Attendance is null).OrderBy(a => a.Value.On).Select(a => new AppointmentView(a.Key, a.Value.On, a.Value.Medium, null))]));
            }
            view = new(View(person, seesRecords: false) with
            {
                Version = version,
                Agreements = [.. person.Agreements.OrderBy(a => a.Value.GivenOn).ThenBy(a => a.Key.Value).Select(View)],
            }, [.. own.OrderByDescending(r => r.IsOpen).ThenByDescending(r => r.SentOn).ThenBy(r => r.Reference, StringComparer.Ordinal)]);
        }
        await looks.RecordAsync(new(time.GetUtcNow(), Actor.Themselves(person.Id), "own-page", LookGround.OwnPage, Records(person), correlation), stop);
        return view;
    }

    /// <summary>The referrals of a person that the actor's organisation is party to; all of them where the glass is broken.</summary>
    public async Task<(IReadOnlyList<ReferralSummary> Referrals, Refusal? Refusal)> ReferralsAsync(PersonId id, Asking asking, CancellationToken stop = default)
    {
        var (person, viewer, _, refusal) = await ViewedAsync(id, asking, stop);
        if (refusal is not null) return ([], refusal);
        var on = On(asking.By);
        await using var session = await log.OpenAsync(stop);
        var streams = new Streams(session, opener);
        var found = new List<ReferralSummary>();
        foreach (var referral in await streams.ReferralsAsync(person!, stop))
        {
            if (!referral.Exists || (!viewer!.HasBrokenGlass && referral.RefusesEither(on) is not null)) continue;
            var terms = referral.Terms!;
            var service = await streams.ServiceAsync(terms.Service, stop);
            found.Add(new(referral.Id, terms.Reference, new(terms.Service, service.Name, terms.Provider, terms.Journey), terms.Referrer, referral.Status,
                referral.Due.NextActor, referral.Due.On, referral.SentOn, streams.Versions[referral.Id.Value]));
        }
        return ([.. found.OrderByDescending(r => r.SentOn).ThenBy(r => r.Id.Value)], null);
    }

    /// <summary>
    /// To whom a person was visible by their referrals, how much of them, since when, until when and by what it ended: those the actor's organisation
    /// sent, for governance leads also those it was sent, and all of them for leads who oversee all and where the glass is broken. A referral that was
    /// about somebody else is among them.
    /// </summary>
    public async Task<(IReadOnlyList<DisclosureView> Disclosures, Refusal? Refusal)> DisclosuresAsync(PersonId id, Asking asking, CancellationToken stop = default)
    {
        var on = On(asking.By);
        var (person, spans, refusal) = await SpansAsync(id, asking.By, on.At, stop);
        if (person is null) return ([], refusal);
        var ground = asking.By.Role == Role.GovernanceLead ? LookGround.Governance : person.IsOpenedTo(asking.By, on.At) ? LookGround.BreakGlass : LookGround.DealsWithPerson;
        await looks.RecordAsync(LookAt(asking, on, ground, person, refusal), stop);
        var disclosures = new List<DisclosureView>();
        foreach (var view in spans)
        {
            var (count, last) = await looks.CountAsync(view.Provider, Records(person), view.From, view.Until, stop);
            disclosures.Add(view with { Looks = count, LastLook = last });
        }
        return ([.. disclosures.OrderBy(d => d.From)], refusal);
    }

    /// <summary>The same without the looks: those are counted when this session is given back, or many who ask at once would wait for each other.</summary>
    private async Task<(Person? Person, IReadOnlyList<DisclosureView> Spans, Refusal? Refusal)> SpansAsync(PersonId id, Actor by, DateTimeOffset at, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        var streams = new Streams(session, opener);
        var person = await streams.SurvivorAsync(id, stop);
        if (!person.Exists) return (null, [], Refusals.PersonUnknown);
        if (await RefusesDisclosuresAsync(streams, person, by, at, stop) is { } no) return (person, [], no);
        var seesAll = person.IsOpenedTo(by, at) || (by.Role == Role.GovernanceLead && (await streams.OrganisationAsync(by.Organisation, stop)).OverseesAll);
        var found = new List<DisclosureView>();
        foreach (var referred in person.EverReferred.Where(r => seesAll || r.Referrer == by.Organisation || (by.Role == Role.GovernanceLead && r.Provider == by.Organisation)))
        {
            var facts = (await session.ReadAsync([referred.Referral.Value], stop)).Select(Facts.Of).ToArray();
            var terms = facts.Aggregate(Referral.None(referred.Referral), Referral.Evolve).Terms!;
            var service = await streams.ServiceAsync(terms.Service, stop);
            foreach (var (from, until, endedBy) in Spans(facts, person.Agreements.GetValueOrDefault(terms.SharedUnder.Agreement)?.WithdrawnAt))
                found.Add(new(referred.Referral, terms.Reference, terms.Service, service.Name, terms.Provider, terms.SharedUnder.Agreement, terms.SharedUnder.Scope, from, until, endedBy, 0, null));
        }
        return (person, found, null);
    }

    /// <summary>Every record of whoever is on this one: the one that stands for them, and those merged into it.</summary>
    public async Task<IReadOnlyList<Guid>> RecordsAsync(PersonId id, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        return Records(await new Streams(session, opener).SurvivorAsync(id, stop));
    }

    /// <summary>A conversation of the actor's own organisation.</summary>
    public async Task<(Conversation? Conversation, int Version, Refusal? Refusal)> ConversationAsync(ConversationId id, Asking asking, CancellationToken stop = default)
    {
        var on = On(asking.By);
        IReadOnlyList<RecordedEvent> events;
        await using (var session = await log.OpenAsync(stop)) events = await session.ReadAsync([id.Value], stop);
        var facts = events.Select(Facts.Of).ToArray();
        var opened = await opener.OpenAsync([.. facts.Select(f => f.Event)], stop);
        var conversation = facts.Zip(opened, (f, e) => f with { Event = e }).Aggregate(Conversation.None(id), Conversation.Evolve);
        var no = conversation.RefusesHolder(on);
        if (no == Refusals.ConversationInError) no = null;
        if (conversation is { Exists: true, Person: { } person })
            await looks.RecordAsync(new(on.At, asking.By, asking.What, no is null ? LookGround.DealsWithPerson : LookGround.None, [person.Value], asking.Correlation) { Record = id.Value, Refused = no?.Code }, stop);
        return no is null ? (conversation, events.Count, null) : (null, 0, no);
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

    /// <summary>A published report with its version; it may not exist.</summary>
    public async Task<(Publication Publication, int Version)> PublicationAsync(PublicationId id, CancellationToken stop = default)
    {
        var events = await log.ReadAsync(id.Value, stop);
        return (events.Select(Facts.Of).Aggregate(Publication.None(id), Publication.Evolve), events.Count);
    }

    private Occasion On(Actor by) => new(by, time.GetUtcNow(), vault.Fingerprint);

    /// <summary>A person as somebody may see them, the look recorded; or why not.</summary>
    private async Task<(Person? Person, PersonViewer? Viewer, int Version, Refusal? Refusal)> ViewedAsync(PersonId id, Asking asking, CancellationToken stop)
    {
        var by = asking.By;
        if (!by.Refers && !by.Provides) return (null, null, 0, Refusals.RoleNotAllowed);
        var on = On(by);
        Person person;
        int version;
        await using (var session = await log.OpenAsync(stop))
        {
            var streams = new Streams(session, opener);
            // Whichever record is asked for, what is known of the person under all of them is shown: a death or an unsafe number stands on one of them.
            person = await streams.AsSeenAsync(await streams.SurvivorAsync(id, stop), by, stop);
            if (!person.Exists) return (null, null, 0, Refusals.PersonUnknown);
            version = streams.Versions[id.Value];
        }
        var viewer = new PersonViewer(by, person, on.At);
        var refusal = viewer.SeesPerson ? null : Refusals.NotParty;
        // Who searched has stated why; otherwise the organisation's own relationship is the ground.
        var ground = viewer.Ground == LookGround.DealsWithPerson && asking.Stated is { } stated ? stated : viewer.Ground;
        if (refusal is null || !asking.IsAnswer) await looks.RecordAsync(LookAt(asking, on, ground, person, refusal), stop);
        return refusal is null ? (person, viewer, version, null) : (null, null, 0, refusal);
    }

    private static Look LookAt(Asking asking, Occasion on, LookGround ground, Person person, Refusal? refusal) =>
        new(on.At, asking.By, asking.What, refusal is null ? ground : LookGround.None, Records(person), asking.Correlation) { Refused = refusal?.Code, Sought = asking.Sought };

    private static IReadOnlyList<Guid> Records(Person person) => [person.Id.Value, .. person.MergedRecords.Select(r => r.Value)];

    private static async Task<Refusal?> RefusesDisclosuresAsync(Streams streams, Person person, Actor by, DateTimeOffset at, CancellationToken stop) => by.Role switch
    {
        _ when by.Refers => person.KnownTo.Contains(by.Organisation) || person.IsOpenedTo(by, at) ? null : Refusals.NotParty,
        Role.GovernanceLead => person.KnownTo.Contains(by.Organisation) || person.EverReferred.Any(r => r.Provider == by.Organisation) || (await streams.OrganisationAsync(by.Organisation, stop)).OverseesAll ? null : Refusals.NotParty,
        _ => Refusals.RoleNotAllowed,
    };

    /// <summary>Whether the service sees the person while the agreement stands. One that took a self-referral is its sender too, and does so to the end.</summary>
    private static bool IsVisible(Referral referral) =>
        referral.Exists && (!referral.HasLeftService || (referral.Terms!.Referrer == referral.Terms.Provider && referral.Status != ReferralStatus.EnteredInError));

    /// <summary>The spans of time in which the service saw the person: from the sending, and from a reopening, until it gave the referral back or the agreement ended.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset? Until, string? EndedBy)> Spans(IReadOnlyList<Fact> facts, DateTimeOffset? withdrawnAt)
    {
        DateTimeOffset? from = null;
        var referral = Referral.None(new(Guid.Empty));
        foreach (var fact in facts)
        {
            var wasVisible = IsVisible(referral);
            referral = Referral.Evolve(referral, fact);
            var isVisible = IsVisible(referral);
            if (!wasVisible && isVisible) from = fact.RecordedAt;
            if (!wasVisible || isVisible) continue;
            if (withdrawnAt <= fact.RecordedAt) break;
            yield return (from!.Value, fact.RecordedAt, EventCatalogue.NameOf(fact.Event));
            from = null;
        }
        // Sent again after a withdrawal it was never visible again.
        if (from is { } since && (withdrawnAt is not { } end || end >= since)) yield return (since, withdrawnAt, withdrawnAt is null ? null : EventCatalogue.NameOf(typeof(AgreementWithdrawn)));
    }

    private static ReferralView View(
        Referral referral, Person person, Service service, Viewer viewer, IReadOnlyList<TimelineEntry> timeline, Occasion on, int version)
    {
        var terms = referral.Terms!;
        return new()
        {
            Alerts = [.. Alerts(person, viewer).Select(AlertView.Of)],
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
            Source = viewer.SeesPerson ? terms.Source : null,
            Setting = viewer.SeesPerson ? terms.Setting : null,
            Need = viewer.SeesNeed ? referral.Need : null,
            Risks = viewer.SeesPerson ? terms.Risks : null,
            SentOn = referral.SentOn,
            AcceptedOn = referral.AcceptedOn,
            Worker = referral.Worker,
            Sharing = new(terms.SharedUnder.Agreement, terms.SharedUnder.Scope, viewer.IsWithdrawn),
            Person = viewer.SeesPerson ? View(person, viewer.SeesRecords) : null,
            Appointments = [.. referral.Appointments.Select(a => new AppointmentView(a.Key, a.Value.On, a.Value.Medium, a.Value.Attendance))],
            Jobs = [.. referral.Jobs.Select(j => new JobView(j.Key, j.Value.StartedOn, j.Value.HoursPerWeek, j.Value.EndedOn, [.. j.Value.ConfirmedWeeks]))],
            Timeline = timeline,
            Version = version,
        };
    }

    private static AgreementView View(KeyValuePair<AgreementId, Agreement> a) =>
        new(a.Key, a.Value.Scope, a.Value.Recipients, a.Value.How, a.Value.WordingVersion, a.Value.GivenOn, a.Value.WithdrawnOn);

    private static PersonView View(Person person, bool seesRecords) => person.IsErased
        ? new() { Alerts = [], Id = person.Id, IsErased = true, HasDied = false, NhsNumberVerified = false, Adjustments = [] }
        : new()
        {
            Alerts = [.. Alerts(person).Select(AlertView.Of)],
            Id = person.Id,
            MergedRecords = !seesRecords || person.MergedRecords.IsEmpty ? null : person.MergedRecords,
            HasDied = person.HasDied,
            DiedOn = person.DiedOn,
            Particulars = person.Particulars!.FamilyName.IsReadable ? WithoutUnsafe(person) : null,
            NhsNumberVerified = person.IsVerified,
            ContactPreferences = person.Preferences,
            OwnPageAt = person.OwnPageAt,
            Adjustments = person.Adjustments,
            AdjustmentDetail = person.AdjustmentDetail,
        };

    /// <summary>Who they are, without a number or address that must not be used: that stands among the contact points, marked as unsafe.</summary>
    private static Particulars WithoutUnsafe(Person person) => person.Particulars! with
    {
        Phone = person.IsUnsafe(person.Particulars.Phone) ? null : person.Particulars.Phone,
        Email = person.IsUnsafe(person.Particulars.Email) ? null : person.Particulars.Email,
        Address = person.IsUnsafe(person.Particulars.Address) ? null : person.Particulars.Address,
    };

    private static IEnumerable<ContactAlert> Alerts(Person person) =>
        person.HasDied ? [ContactAlert.HasDied, .. ContactAlerts.Of(person.Preferences)] : ContactAlerts.Of(person.Preferences);

    /// <summary>Whoever no longer sees the person still must not ring them.</summary>
    private static IEnumerable<ContactAlert> Alerts(Person person, Viewer viewer) => [
        .. viewer.IsWithdrawn ? [ContactAlert.AgreementWithdrawn] : Array.Empty<ContactAlert>(),
        .. viewer.SeesPerson ? Alerts(person) : Alerts(person).Where(a => a == ContactAlert.DoNotContact)];

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
