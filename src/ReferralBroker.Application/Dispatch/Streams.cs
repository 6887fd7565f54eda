using System.Collections.Immutable;
using System.Diagnostics;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Dispatch;

/// <summary>
/// The streams one command looks at, each read once and folded. The versions it saw go with the append, so that a decision never rests on what
/// is no longer so.
/// </summary>
public sealed class Streams(LogSession session, Opener opener)
{
    private readonly Dictionary<Guid, int> _versions = [];
    private readonly Dictionary<Guid, PersonId?> _subjects = [];
    private long _position;

    /// <summary>The streams looked at, with the version of each.</summary>
    public IReadOnlyDictionary<Guid, int> Versions => _versions;

    /// <summary>The last position that was looked at.</summary>
    public long Position => _position;

    /// <summary>The person that a stream is about: under whose key its personal values are sealed.</summary>
    public PersonId? SubjectOf(Guid stream) => _subjects.GetValueOrDefault(stream);

    /// <summary>Says whom a new stream is about.</summary>
    public void About(Guid stream, PersonId? person) => _subjects[stream] = person;

    public async Task<Referral> ReferralAsync(ReferralId id, CancellationToken stop)
    {
        var referral = (await ReadAsync(id.Value, stop)).Aggregate(Referral.None(id), Referral.Evolve);
        if (referral.Exists) About(id.Value, referral.Terms!.Person);
        return referral;
    }

    /// <summary>A person by one record of theirs, with all that is known under the records merged into it.</summary>
    public async Task<Person> PersonAsync(PersonId id, CancellationToken stop)
    {
        var person = await RecordAsync(id, stop);
        var merged = new List<Person>();
        foreach (var record in person.MergedRecords) merged.Add(await RecordAsync(record, stop));
        return person.With(merged);
    }

    /// <summary>A person by the record that stands for them now, whichever of theirs is asked for.</summary>
    public async Task<Person> SurvivorAsync(PersonId id, CancellationToken stop)
    {
        var person = await PersonAsync(id, stop);
        return person.MergedInto is { } into ? await PersonAsync(into, stop) : person;
    }

    /// <summary>A referral with what only other streams know of it. The broker's own clock needs none of that.</summary>
    public async Task<Referral> ReferralInFullAsync(ReferralId id, Actor by, CancellationToken stop)
    {
        var referral = await ReferralAsync(id, stop);
        if (!referral.Exists || by.Role == Role.System) return referral;
        return await InFullAsync(referral, await SurvivorAsync(referral.Terms!.Person, stop), stop);
    }

    /// <summary>The same, where the person has been read already. An agreement that is on none of their records is as good as withdrawn.</summary>
    public async Task<Referral> InFullAsync(Referral referral, Person person, CancellationToken stop) => referral with
    {
        IsAgreementWithdrawn = person.Agreements.GetValueOrDefault(referral.Terms!.SharedUnder.Agreement) is not { WithdrawnOn: null },
        HasPersonDied = person.HasDied,
        IsPersonErased = person.IsErased,
        OpenTwin = referral.Status == ReferralStatus.Closed ? await OpenTwinAsync(person, referral.Terms.Service, referral.Terms.Person, stop) : null,
    };

    /// <summary>
    /// An open referral of the person to a service under another record of theirs than the one given. The claim on person and service keeps out
    /// only one under the same record; this reads the others, whose versions then guard the append.
    /// </summary>
    public async Task<ReferralId?> OpenTwinAsync(Person person, ServiceId service, PersonId record, CancellationToken stop)
    {
        if (person.MergedRecords.IsEmpty) return null;
        foreach (var referral in await ReferralsAsync(person, stop))
            if (referral is { Exists: true, IsOpen: true } && referral.Terms!.Service == service && referral.Terms.Person != record) return referral.Id;
        return null;
    }

    /// <summary>Every referral of a person, under whichever record.</summary>
    public async Task<ImmutableArray<Referral>> ReferralsAsync(Person person, CancellationToken stop)
    {
        var referrals = ImmutableArray.CreateBuilder<Referral>(person.Referrals.Length);
        foreach (var referred in person.Referrals) referrals.Add(await ReferralAsync(referred.Referral, stop));
        return referrals.DrainToImmutable();
    }

    /// <summary>A person with what only their referrals' streams know: which of those to a provider have left it.</summary>
    public async Task<Person> PersonAsSeenAsync(PersonId id, Actor by, CancellationToken stop) => await AsSeenAsync(await PersonAsync(id, stop), by, stop);

    /// <inheritdoc cref="PersonAsSeenAsync"/>
    public async Task<Person> AsSeenAsync(Person person, Actor by, CancellationToken stop)
    {
        if (!by.Provides) return person;
        var left = person.Left.ToBuilder();
        foreach (var referred in person.Referrals.Where(r => r.Provider == by.Organisation))
            if ((await ReferralAsync(referred.Referral, stop)).HasLeftService) left.Add(referred.Referral);
        return person with { Left = left.ToImmutable() };
    }

    private async Task<Person> RecordAsync(PersonId id, CancellationToken stop)
    {
        About(id.Value, id);
        var facts = await ReadAsync(id.Value, stop);
        var opened = await opener.OpenAsync([.. facts.Select(f => f.Event)], stop);
        return facts.Zip(opened, (fact, e) => fact with { Event = e }).Aggregate(Person.None(id), Person.Evolve);
    }

    public async Task<Conversation> ConversationAsync(ConversationId id, CancellationToken stop)
    {
        var conversation = (await ReadAsync(id.Value, stop)).Aggregate(Conversation.None(id), Conversation.Evolve);
        if (conversation.Exists) About(id.Value, conversation.Person);
        return conversation;
    }

    public async Task<Service> ServiceAsync(ServiceId id, CancellationToken stop) =>
        (await ReadAsync(id.Value, stop)).Aggregate(Service.None(id), Service.Evolve);

    public async Task<Organisation> OrganisationAsync(OrganisationId id, CancellationToken stop) =>
        (await ReadAsync(id.Value, stop)).Aggregate(Organisation.None(id), Organisation.Evolve);

    public async Task<Publication> PublicationAsync(PublicationId id, CancellationToken stop) =>
        (await ReadAsync(id.Value, stop)).Aggregate(Publication.None(id), Publication.Evolve);

    /// <summary>The calendar. It grows by an event each day for ever, and the last of them says it all.</summary>
    public async Task<Calendar> CalendarAsync(CancellationToken stop)
    {
        var last = await session.ReadLastAsync(Calendar.Stream, stop);
        _versions[Calendar.Stream] = last?.Version ?? 0;
        if (last is null) return Calendar.None;
        _position = Math.Max(_position, last.Position);
        return Calendar.Evolve(Calendar.None, Facts.Of(last));
    }

    private async Task<IReadOnlyList<Fact>> ReadAsync(Guid stream, CancellationToken stop)
    {
        var events = await session.ReadAsync([stream], stop);
        _versions[stream] = events.Count;
        if (events.Count > 0) _position = Math.Max(_position, events[^1].Position);
        Debug.Assert(events.Count == 0 || events[^1].Version == events.Count, "A stream's versions have no holes.");
        return [.. events.Select(Facts.Of)];
    }
}
