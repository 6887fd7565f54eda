using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.People;

/// <summary>Something that was recorded of a person: the stream it stands in (their record, a conversation, a referral), its stored name, and its content, opened.</summary>
public sealed record CopiedEvent(Guid About, string Event, DateOnly OccurredOn, DateTimeOffset RecordedAt, Role Role, string Organisation, JsonObject Details);

/// <summary>Somebody's look at the person. Which colleague it was is for the organisation to answer for.</summary>
public sealed record CopiedLook(DateTimeOffset At, Role Role, string Organisation, string What, LookGround Ground, bool WasRefused);

/// <summary>Everything that is held of a person, and everybody who looked at it.</summary>
/// <param name="Records">The records that are theirs.</param>
/// <param name="Events">Everything recorded of them, oldest first.</param>
/// <param name="Looks">Every look at them, oldest first.</param>
public sealed record SubjectAccessCopy(IReadOnlyList<Guid> Records, IReadOnlyList<CopiedEvent> Events, IReadOnlyList<CopiedLook> Looks);

/// <summary>Makes the copy a person may ask for (UK GDPR, Article 15): what is held of them, and who saw it.</summary>
public sealed class SubjectAccess(NpgsqlDataSource database, Log log, Opener opener, LookTrail trail, LookSearch search, TimeProvider time)
{
    private const int PageSize = 1_000;
    private static readonly JsonSerializerOptions Plain = EventJson.Make(new PlainPersonalConverter());

    /// <summary>The copy; null where there is no such person. That it was made is recorded as a look.</summary>
    /// <param name="id">The person, by any record of theirs.</param>
    /// <param name="by">The governance lead who hands it over.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<SubjectAccessCopy?> MakeAsync(PersonId id, Actor by, CancellationToken stop = default)
    {
        await using var session = await log.OpenAsync(stop);
        var streams = new Streams(session, opener);
        var person = await streams.SurvivorAsync(id, stop);
        if (!person.Exists) return null;
        Guid[] records = [person.Id.Value, .. person.MergedRecords.Select(r => r.Value)];
        await trail.RecordAsync(new(time.GetUtcNow(), by, "subject-access", LookGround.SubjectAccess, records, Guid.CreateVersion7()), stop);
        Guid[] all = [.. records, .. person.EverReferred.Select(r => r.Referral.Value).Distinct(), .. await ConversationsAsync(records, stop)];
        var recorded = await session.ReadAsync(all, stop);
        var opened = await opener.OpenAsync([.. recorded.Select(Facts.EventOf)], stop);
        var names = new Dictionary<string, string>();
        var events = new List<CopiedEvent>();
        var ofOthers = person.WrongReferrals.Select(r => r.Referral.Value).ToHashSet();
        foreach (var (e, content) in recorded.Zip(opened))
            events.Add(new(e.Stream, e.Type, e.OccurredOn, e.RecordedAt, Facts.ActorOf(e.Actor).Role, await NameAsync(streams, names, e.Actor.Organisation, stop),
                // What it says is about somebody else; that it was recorded here, and who saw it, is about the person.
                ofOthers.Contains(e.Stream) ? new() { ["withheld"] = "This was about somebody else and was recorded with you by mistake." } : await DetailsAsync(streams, names, content, stop)));
        var looks = new List<CopiedLook>();
        await foreach (var look in LooksAsync(records, stop))
            looks.Add(new(look.At, look.By.Role, await NameAsync(streams, names, look.By.Organisation.ToString(), stop), look.What, look.Ground, look.Refused is not null));
        looks.Reverse();
        return new(records, events, looks);
    }

    /// <summary>The content of an event; where a referral went is named, for an id tells the person nothing.</summary>
    private static async Task<JsonObject> DetailsAsync(Streams streams, Dictionary<string, string> names, DomainEvent content, CancellationToken stop)
    {
        var details = JsonSerializer.SerializeToNode(content, content.GetType(), Plain)!.AsObject();
        if (content is not Sent sent) return details;
        details["service"] = (await streams.ServiceAsync(sent.Service, stop)).Name;
        details["provider"] = await NameAsync(streams, names, sent.Provider.ToString(), stop);
        return details;
    }

    private async IAsyncEnumerable<Look> LooksAsync(IReadOnlyCollection<Guid> records, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (long? before = null; ;)
        {
            var page = await search.PageAsync(new() { People = records }, before, PageSize, stop);
            foreach (var look in page) yield return look.Look;
            if (page.Count < PageSize) yield break;
            before = page[^1].Number;
        }
    }

    /// <summary>The conversations that name the person. Nothing else lists them, so all conversations are looked through.</summary>
    private async Task<IReadOnlyList<Guid>> ConversationsAsync(Guid[] records, CancellationToken stop)
    {
        await using var command = database.CreateCommand("""
            select e.stream from log.event e join log.event_type t on t.id = e.type
             where t.name = 'conversation.recorded.v1' and e.data ->> 'person' = any($1)
            """);
        command.Parameters.Add(new() { Value = records.Select(r => r.ToString()).ToArray() });
        await using var row = await command.ExecuteReaderAsync(stop);
        var found = new List<Guid>();
        while (await row.ReadAsync(stop)) found.Add(row.GetGuid(0));
        return found;
    }

    private static async Task<string> NameAsync(Streams streams, Dictionary<string, string> names, string organisation, CancellationToken stop)
    {
        if (names.TryGetValue(organisation, out var known)) return known;
        return names[organisation] = (await streams.OrganisationAsync(new(Guid.Parse(organisation)), stop)).Name ?? "the broker";
    }
}
