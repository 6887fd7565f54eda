using System.Diagnostics;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
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

    public async Task<Person> PersonAsync(PersonId id, CancellationToken stop)
    {
        About(id.Value, id);
        var facts = await ReadAsync(id.Value, stop);
        var opened = await opener.OpenAsync([.. facts.Select(f => f.Event)], stop);
        return facts.Zip(opened, (fact, e) => fact with { Event = e }).Aggregate(Person.None(id), Person.Evolve);
    }

    /// <summary>A referral with what only the person's stream knows of it. The broker's own clock needs none of that.</summary>
    public async Task<Referral> ReferralInFullAsync(ReferralId id, Actor by, CancellationToken stop)
    {
        var referral = await ReferralAsync(id, stop);
        return !referral.Exists || by.Role == Role.System ? referral : InFull(referral, await PersonAsync(referral.Terms!.Person, stop));
    }

    /// <summary>The same, where the person has been read already.</summary>
    public static Referral InFull(Referral referral, Person person) => referral with
    {
        IsAgreementWithdrawn = person.Agreements.GetValueOrDefault(referral.Terms!.SharedUnder.Agreement)?.WithdrawnOn is not null,
    };

    /// <summary>A person with what only their referrals' streams know: which of those to a provider have left it.</summary>
    public async Task<Person> PersonAsSeenAsync(PersonId id, Actor by, CancellationToken stop)
    {
        var person = await PersonAsync(id, stop);
        if (!by.Provides) return person;
        var left = person.Left.ToBuilder();
        foreach (var referred in person.Referrals.Where(r => r.Provider == by.Organisation))
            if ((await ReferralAsync(referred.Referral, stop)).HasLeftService) left.Add(referred.Referral);
        return person with { Left = left.ToImmutable() };
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

    public async Task<Calendar> CalendarAsync(CancellationToken stop) =>
        (await ReadAsync(Calendar.Stream, stop)).Aggregate(Calendar.None, Calendar.Evolve);

    private async Task<IReadOnlyList<Fact>> ReadAsync(Guid stream, CancellationToken stop)
    {
        var events = await session.ReadAsync([stream], stop);
        _versions[stream] = events.Count;
        if (events.Count > 0) _position = Math.Max(_position, events[^1].Position);
        Debug.Assert(events.Count == 0 || events[^1].Version == events.Count, "A stream's versions have no holes.");
        return [.. events.Select(Facts.Of)];
    }
}
