using System.Collections.Immutable;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Application.Dispatch;

/// <summary>What each kind of command loads before it is decided.</summary>
public sealed partial class Dispatcher
{
    /// <summary>A verb on a referral. What it records is named after the client and its command where no id is given.</summary>
    public Task<Outcome> ReferralAsync<T>(ReferralId id, T command, Envelope envelope, CancellationToken stop = default) where T : IReferralVerb<T>
    {
        if (command is EntryCommand { Id: var entry } unnamed && entry == Guid.Empty) command = (T)(object)(unnamed with { Id = envelope.EntryId });
        return RunAsync(envelope, id.Value, isNew: false, command, T.Verb, async (streams, on, token) => T.Decide(await streams.ReferralInFullAsync(id, on.By, token), command, on), stop);
    }

    public Task<Outcome> SendAsync(Send command, Envelope envelope, CancellationToken stop = default) => WithReferenceOfItsOwnAsync(envelope, id =>
        RunAsync(envelope, id.Value, isNew: true, command, Send.Verb, async (streams, on, token) =>
        {
            var referral = await streams.ReferralAsync(id, token);
            var person = await streams.PersonAsSeenAsync(command.Person, on.By, token);
            var service = await streams.ServiceAsync(command.Service, token);
            var conversation = command.Conversation is { } talk ? await streams.ConversationAsync(talk, token) : null;
            var previous = command.RematchOf is { } declined ? await streams.ReferralAsync(declined, token) : null;
            var record = previous?.Terms?.Person ?? person.Id;
            streams.About(id.Value, record);
            return Send.Decide(new(referral, person, service, conversation, previous)
            {
                OpenTwin = await streams.OpenTwinAsync(person, command.Service, record, token),
            }, command, on);
        }, stop));

    public Task<Outcome> RedirectAsync(ReferralId id, Redirect command, Envelope envelope, CancellationToken stop = default) => WithReferenceOfItsOwnAsync(envelope, next =>
        RunAsync(envelope, id.Value, isNew: false, command, Redirect.Verb, async (streams, on, token) =>
        {
            var from = await streams.ReferralAsync(id, token);
            if (!from.Exists) return Refusals.ReferralUnknown;
            var person = await streams.SurvivorAsync(from.Terms!.Person, token);
            var to = await streams.ReferralAsync(next, token);
            streams.About(next.Value, from.Terms.Person);
            return Redirect.Decide(new(from, to, person, await streams.ServiceAsync(command.Service, token))
            {
                OpenTwin = await streams.OpenTwinAsync(person, command.Service, from.Terms.Person, token),
            }, command, on);
        }, stop));

    /// <summary>
    /// Begins a referral under another id where the short reference of the first is taken already. That is rare, and yet it happens: among nine
    /// thousand simulated referrals two met.
    /// </summary>
    private async Task<Outcome> WithReferenceOfItsOwnAsync(Envelope envelope, Func<ReferralId, Task<Outcome>> begin)
    {
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await begin(new(envelope.NewStreamId(time.GetUtcNow(), attempt)));
            if (outcome is not Outcome.Refused { Refusal: var no } || no != Refusals.ReferenceTaken || attempt == MostTries) return outcome;
        }
    }

    public async Task<Outcome> RegisterAsync(Register command, Envelope envelope, CancellationToken stop = default)
    {
        var id = new PersonId(envelope.NewStreamId(time.GetUtcNow()));
        var isMade = false;
        var outcome = await RunAsync(envelope, id.Value, isNew: true, command, Register.Verb, async (streams, on, token) =>
        {
            var decision = Register.Decide(await streams.PersonAsync(id, token), command, on);
            // The key is made last, when only an NHS number that is taken or a lost race can still stand in the way.
            if (decision.Refusal is null) isMade |= await vault.MakeAsync(id, token);
            return decision;
        }, stop);
        // Somebody may be registered under this id all the same: by another command that came under the same client's id at the same moment.
        if (isMade && (outcome as Outcome.Done)?.Target != id.Value && (await log.ReadAsync(id.Value, stop)).Count == 0) await vault.TakeBackAsync(id, stop);
        return outcome;
    }

    public Task<Outcome> PersonAsync<T>(PersonId id, T command, Envelope envelope, CancellationToken stop = default) where T : IPersonVerb<T> =>
        RunAsync(envelope, id.Value, isNew: false, command, T.Verb, async (streams, on, token) => T.Decide(await streams.PersonAsSeenAsync(id, on.By, token), command, on), stop);

    public Task<Outcome> MergeAsync(PersonId id, Merge command, Envelope envelope, CancellationToken stop = default) =>
        RunAsync(envelope, id.Value, isNew: false, command, Merge.Verb, async (streams, on, token) => Merge.Decide(
            new(await streams.PersonAsync(id, token), await streams.PersonAsync(command.Record, token)), command, on), stop);

    public Task<Outcome> UnmergeAsync(PersonId id, Unmerge command, Envelope envelope, CancellationToken stop = default) =>
        RunAsync(envelope, id.Value, isNew: false, command, Unmerge.Verb, async (streams, on, token) => Unmerge.Decide(
            new(await streams.PersonAsync(id, token), await streams.PersonAsync(command.Record, token)), command, on), stop);

    public Task<Outcome> RecordDeathAsync(PersonId id, RecordDeath command, Envelope envelope, CancellationToken stop = default) =>
        RunAsync(envelope, id.Value, isNew: false, command, RecordDeath.Verb, async (streams, on, token) =>
        {
            var person = await streams.PersonAsSeenAsync(id, on.By, token);
            return RecordDeath.Decide(new(person, await streams.ReferralsAsync(person, token)), command, on);
        }, stop);

    public Task<Outcome> CorrectDeathAsync(PersonId id, CorrectDeath command, Envelope envelope, CancellationToken stop = default) =>
        RunAsync(envelope, id.Value, isNew: false, command, CorrectDeath.Verb, async (streams, on, token) =>
        {
            var person = await streams.PersonAsSeenAsync(id, on.By, token);
            return CorrectDeath.Decide(new(person, await streams.ReferralsAsync(person, token)), command, on);
        }, stop);

    /// <summary>Opens a record against the usual rules. It is named after the client and its command.</summary>
    public Task<Outcome> BreakGlassAsync(PersonId id, BreakGlass command, Envelope envelope, CancellationToken stop = default) =>
        PersonAsync(id, command with { Access = envelope.EntryId }, envelope, stop);

    public Task<Outcome> ReviewBreakGlassAsync(PersonId id, ReviewBreakGlass command, Envelope envelope, CancellationToken stop = default) =>
        RunAsync(envelope, id.Value, isNew: false, command, ReviewBreakGlass.Verb, async (streams, on, token) =>
            ReviewBreakGlass.Decide(new(await streams.SurvivorAsync(id, token), await streams.OrganisationAsync(on.By.Organisation, token)), command, on), stop);

    /// <summary>
    /// Appends the proof, then destroys the keys. Asked again it destroys them again: if the process died in between, the second asking ends what
    /// the first began.
    /// </summary>
    public async Task<Outcome> EraseAsync(PersonId id, Erase command, Envelope envelope, CancellationToken stop = default)
    {
        var outcome = await RunAsync(envelope, id.Value, isNew: false, command, Erase.Verb, async (streams, on, token) =>
        {
            var person = await streams.PersonAsync(id, token);
            var merged = ImmutableArray.CreateBuilder<Person>();
            foreach (var record in person.MergedRecords) merged.Add(await streams.PersonAsync(record, token));
            return Erase.Decide(new(person, merged.ToImmutable(), await streams.ReferralsAsync(person, token)), command, on);
        }, stop);
        if (outcome is not Outcome.Done) return outcome;
        // Read once more: for the same command again nothing is decided, and the keys may be there still.
        await using var session = await log.OpenAsync(stop);
        var erased = await new Streams(session, opener).PersonAsync(id, stop);
        foreach (var record in erased.MergedRecords.Insert(0, id)) await vault.DestroyAsync(record, stop);
        return outcome;
    }

    public Task<Outcome> RecordAsync(Record command, Envelope envelope, CancellationToken stop = default)
    {
        var id = new ConversationId(envelope.NewStreamId(time.GetUtcNow()));
        return RunAsync(envelope, id.Value, isNew: true, command, Record.Verb, async (streams, on, token) =>
        {
            var conversation = await streams.ConversationAsync(id, token);
            streams.About(id.Value, command.Person);
            return Record.Decide(new(conversation, command.Person is { } person ? await streams.PersonAsync(person, token) : null), command, on);
        }, stop);
    }

    public Task<Outcome> ConversationAsync<T>(ConversationId id, T command, Envelope envelope, CancellationToken stop = default) where T : IConversationVerb<T> =>
        RunAsync(envelope, id.Value, isNew: false, command, T.Verb, async (streams, on, token) =>
        {
            var conversation = await streams.ConversationAsync(id, token);
            // The person's stream may have to learn of it, so it is looked at too.
            if (conversation is { Exists: true, Person: { } person }) await streams.PersonAsync(person, token);
            return T.Decide(conversation, command, on);
        }, stop);

    public Task<Outcome> RegisterAsync(OrganisationId? id, RegisterOrganisation command, Envelope envelope, CancellationToken stop = default)
    {
        var organisation = id ?? new(envelope.NewStreamId(time.GetUtcNow()));
        return RunAsync(envelope, organisation.Value, isNew: id is null, command, RegisterOrganisation.Verb,
            async (streams, on, token) => RegisterOrganisation.Decide(await streams.OrganisationAsync(organisation, token), command, on), stop);
    }

    public Task<Outcome> OrganisationAsync<T>(OrganisationId id, T command, Envelope envelope, CancellationToken stop = default) where T : IOrganisationVerb<T> =>
        RunAsync(envelope, id.Value, isNew: false, command, T.Verb, async (streams, on, token) => T.Decide(await streams.OrganisationAsync(id, token), command, on), stop);

    public Task<Outcome> ListAsync(ServiceId? id, ListService command, Envelope envelope, CancellationToken stop = default)
    {
        var service = id ?? new(envelope.NewStreamId(time.GetUtcNow()));
        return RunAsync(envelope, service.Value, isNew: id is null, command, ListService.Verb, async (streams, on, token) => ListService.Decide(
            new(await streams.ServiceAsync(service, token), await streams.OrganisationAsync(command.Organisation, token)), command, on), stop);
    }

    public Task<Outcome> ServiceAsync<T>(ServiceId id, T command, Envelope envelope, CancellationToken stop = default) where T : IServiceVerb<T> =>
        RunAsync(envelope, id.Value, isNew: false, command, T.Verb, async (streams, on, token) => T.Decide(await streams.ServiceAsync(id, token), command, on), stop);

    public Task<Outcome> PublishAsync(Publish command, Envelope envelope, CancellationToken stop = default)
    {
        var id = new PublicationId(envelope.NewStreamId(time.GetUtcNow()));
        return RunAsync(envelope, id.Value, isNew: true, command, Publish.Verb, async (streams, on, token) => Publish.Decide(await streams.PublicationAsync(id, token), command, on), stop);
    }

    public Task<Outcome> PublicationAsync<T>(PublicationId id, T command, Envelope envelope, CancellationToken stop = default) where T : IPublicationVerb<T> =>
        RunAsync(envelope, id.Value, isNew: false, command, T.Verb, async (streams, on, token) => T.Decide(await streams.PublicationAsync(id, token), command, on), stop);

    public Task<Outcome> CloseDayAsync(DateOnly day, CancellationToken stop = default) =>
        RunAsync(Envelope.Broker(), Calendar.Stream, isNew: false, new CloseDay(day), CloseDay.Verb, async (streams, on, token) => CloseDay.Decide(await streams.CalendarAsync(token), new(day), on), stop);
}
