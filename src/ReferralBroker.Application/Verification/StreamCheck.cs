using System.Text.Json;
using Npgsql;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Verification;

/// <summary>Something in the log that cannot be right.</summary>
/// <param name="Stream">The stream it is in.</param>
/// <param name="What">What is wrong with it; nothing personal.</param>
public sealed record StreamFault(Guid Stream, string What);

/// <summary>What a check of every stream found.</summary>
public sealed record StreamReport(long Streams, long Events, IReadOnlyList<StreamFault> Faults);

/// <summary>
/// Folds every stream of the log: each event is known and readable, versions have no holes, claims are held by exactly those that the fold says
/// hold them, every event belongs to a command the log remembers, and nobody who was erased has a key.
/// </summary>
public sealed class StreamCheck(NpgsqlDataSource database, Log log, PersonVault vault)
{
    private const int PageSize = 500;

    public async Task<StreamReport> RunAsync(IProgress<long>? progress = null, CancellationToken stop = default)
    {
        var faults = new List<StreamFault>();
        var (streams, events) = (0L, 0L);
        var held = await HeldAsync(stop);
        for (var after = Guid.Empty; ;)
        {
            var page = await PageAsync(after, stop);
            if (page.Count == 0) break;
            await using (var session = await log.OpenAsync(stop))
                foreach (var stream in (await session.ReadAsync(page, stop)).GroupBy(e => e.Stream))
                {
                    streams++;
                    events += stream.Count();
                    held.Remove(stream.Key, out var claims);
                    var found = await CheckAsync(stream.Key, [.. stream], claims, stop);
                    faults.AddRange(found.Count == 0 ? found : await AgainAsync(stream.Key, found, stop));
                }
            after = page[^1];
            progress?.Report(streams);
        }
        // Whatever claim is left was held by a stream that does not exist: those taken meanwhile are not among them, they were read before.
        faults.AddRange(held.SelectMany(h => h.Value.Select(key => new StreamFault(h.Key, $"holds the claim {KindOf(key)} and does not exist"))));
        faults.AddRange(await WithoutCommandAsync(stop));
        return new(streams, events, faults);
    }

    /// <summary>
    /// What is still wrong when it is looked at again: while the broker goes on, a referral may be sent or closed between the look at the claims and
    /// the look at its stream.
    /// </summary>
    private async Task<List<StreamFault>> AgainAsync(Guid stream, List<StreamFault> found, CancellationToken stop)
    {
        for (var looks = 0; looks < 3 && found.Count > 0; looks++)
        {
            var before = await log.ReadAsync(stream, stop);
            var claims = await HeldByAsync(stream, stop);
            var events = await log.ReadAsync(stream, stop);
            if (events.Count == before.Count) found = await CheckAsync(stream, events, claims, stop);
        }
        return found;
    }

    private async Task<List<StreamFault>> CheckAsync(Guid stream, IReadOnlyList<RecordedEvent> events, HashSet<string>? claims, CancellationToken stop)
    {
        var faults = new List<StreamFault>();
        var versions = events.Select(e => e.Version).Order().ToArray();
        for (var i = 0; i < versions.Length; i++)
            if (versions[i] != i + 1) return [new(stream, $"version {i + 1} is missing")];
        // Followers read by position: where that is not the order of the versions, they have applied the stream out of its order.
        if (!events.OrderBy(e => e.Position).Select(e => e.Version).SequenceEqual(versions)) return [new(stream, "its positions do not rise with its versions")];
        var kind = KindOf(events[0].Type);
        if (events.Any(e => KindOf(e.Type) != kind)) return [new(stream, $"mixes events of {kind} with others")];
        try
        {
            var facts = events.Select(Facts.Of).ToArray();
            var expected = new HashSet<string>();
            switch (kind)
            {
                case "referral":
                    var referral = facts.Aggregate(Referral.None(new(stream)), Referral.Evolve);
                    if (referral.IsOpen) expected.Add(ReferralRules.OpenKey(referral.Terms!.Person, referral.Terms.Service));
                    expected.Add(ReferralReference.Key(referral.Terms!.Reference));
                    break;
                case "person":
                    var person = facts.Aggregate(Person.None(new(stream)), Person.Evolve);
                    if (await vault.HoldsAsync(person.Id, stop) == person.IsErased)
                        faults.Add(new(stream, person.IsErased ? "was erased and still has a key: erase again" : "was not erased and the vault holds no key: nobody can read what is sealed. Is it the vault this log was written with?"));
                    // An NHS number is sealed, so its claim cannot be made out from here; at most one may be held.
                    if (claims?.Count > (person.Particulars?.NhsNumber is null ? 0 : 1)) faults.Add(new(stream, "holds more claims than it has NHS numbers"));
                    claims = null;
                    break;
                case "organisation":
                    var organisation = facts.Aggregate(Organisation.None(new(stream)), Organisation.Evolve);
                    if (organisation.OdsCode is { } code) expected.Add(RegisterOrganisation.OdsCodeKey(code));
                    break;
                case "conversation": _ = facts.Aggregate(Conversation.None(new(stream)), Conversation.Evolve); break;
                case "service": _ = facts.Aggregate(Service.None(new(stream)), Service.Evolve); break;
                case "publication": _ = facts.Aggregate(Publication.None(new(stream)), Publication.Evolve); break;
                case "calendar": _ = facts.Aggregate(Calendar.None, Calendar.Evolve); break;
                case var unknown: return [new(stream, $"is of no known kind: {unknown}")];
            }
            faults.AddRange(expected.Except(claims ?? []).Select(key => new StreamFault(stream, $"should hold the claim {KindOf(key)} and does not")));
            faults.AddRange((claims ?? []).Except(expected).Select(key => new StreamFault(stream, $"holds the claim {KindOf(key)} and should not")));
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or ArgumentException or NullReferenceException or InvalidOperationException)
        {
            faults.Add(new(stream, $"does not fold: {e.GetType().Name}"));
        }
        return faults;
    }

    /// <summary>The kind of a claim, whose key goes on with what may point at a person; or of an event, whose name goes on with what happened.</summary>
    private static string KindOf(string name) => name[..name.IndexOfAny([':', '.'])];

    private async Task<List<Guid>> PageAsync(Guid after, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select stream from log.event where stream > $1 and version = 1 order by stream limit $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = PageSize });
        await using var row = await command.ExecuteReaderAsync(stop);
        var page = new List<Guid>();
        while (await row.ReadAsync(stop)) page.Add(row.GetGuid(0));
        return page;
    }

    private async Task<HashSet<string>> HeldByAsync(Guid stream, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select key from log.claim where stream = $1");
        command.Parameters.Add(new() { Value = stream });
        await using var row = await command.ExecuteReaderAsync(stop);
        var held = new HashSet<string>();
        while (await row.ReadAsync(stop)) held.Add(row.GetString(0));
        return held;
    }

    private async Task<Dictionary<Guid, HashSet<string>>> HeldAsync(CancellationToken stop)
    {
        await using var command = database.CreateCommand("select stream, key from log.claim");
        await using var row = await command.ExecuteReaderAsync(stop);
        var held = new Dictionary<Guid, HashSet<string>>();
        while (await row.ReadAsync(stop))
        {
            if (!held.TryGetValue(row.GetGuid(0), out var keys)) held[row.GetGuid(0)] = keys = [];
            keys.Add(row.GetString(1));
        }
        return held;
    }

    private async Task<List<StreamFault>> WithoutCommandAsync(CancellationToken stop)
    {
        await using var command = database.CreateCommand("""
            select stream from log.event group by stream having min(version) > 1
            union
            select e.stream from log.event e left join log.command c on c.id = e.command where c.id is null
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        var faults = new List<StreamFault>();
        while (await row.ReadAsync(stop)) faults.Add(new(row.GetGuid(0), "has an event without a first one, or one whose command the log does not remember"));
        return faults;
    }
}
