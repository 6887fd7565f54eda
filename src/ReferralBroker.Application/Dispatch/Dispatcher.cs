using System.Diagnostics;
using System.Text.Json;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Dispatch;

/// <summary>
/// The way of every command: is it remembered; load and fold; decide; seal; append with the versions that were read. A lost race is decided
/// again on what is so now, unless the caller named the version it meant.
/// </summary>
public sealed partial class Dispatcher(Log log, PersonVault vault, Opener opener, TimeProvider time, ICommandInvoker? invoker = null)
{
    private const int MostTries = 6;

    /// <summary>The name under which commands are traced.</summary>
    public static readonly ActivitySource Source = new("ReferralBroker.Commands");

    private async Task<Outcome> RunAsync<TCommand>(
        Envelope envelope, Guid target, bool isNew, TCommand command, string verb, Func<Streams, Occasion, CancellationToken, Task<Decision>> decide, CancellationToken stop)
    {
        using var activity = Source.StartActivity(verb);
        var started = Stopwatch.GetTimestamp();
        Task<Outcome> HandleAsync(CancellationToken token) => TryAsync(envelope, target, isNew, command, decide, token);
        var outcome = await (invoker is null ? HandleAsync(stop) : invoker.InvokeAsync(new CommandHandling<TCommand>(command, HandleAsync), stop));
        var code = (outcome as Outcome.Refused)?.Refusal.Code ?? "done";
        activity?.SetTag("outcome", code);
        DispatchMetrics.Record(verb, code, Stopwatch.GetElapsedTime(started));
        return outcome;
    }

    private async Task<Outcome> TryAsync<TCommand>(
        Envelope envelope, Guid target, bool isNew, TCommand command, Func<Streams, Occasion, CancellationToken, Task<Decision>> decide, CancellationToken stop)
    {
        var key = new CommandKey(envelope.Client, envelope.CommandId, vault.CommandHash(Content(isNew ? null : target, command)));
        await using var session = await log.OpenAsync(stop);
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await session.RememberAsync(key, stop) is { } memory) return await AgainAsync(session, key, memory, stop);

            var streams = new Streams(session, opener);
            var occasion = new Occasion(envelope.By, time.GetUtcNow(), vault.Fingerprint);
            var decision = await decide(streams, occasion, stop);
            var isStale = !isNew && envelope.ExpectedVersion is { } expected && expected != streams.Versions.GetValueOrDefault(target);
            if ((decision.Refusal ?? (isStale ? DispatchRefusals.StaleVersion : null)) is { } refusal)
                // What stands in the way may be this very command, done by its twin since the first look.
                return await session.RememberAsync(key, stop) is { } twin ? await AgainAsync(session, key, twin, stop) : new Outcome.Refused(refusal);
            if (decision.Streams.IsEmpty) return new Outcome.Done(target, streams.Versions[target], streams.Position, Changed: false);

            if (await RequestAsync(envelope, key, streams, decision, occasion, stop) is not { } request) return new Outcome.Refused(Refusals.PersonErased);
            switch (await session.AppendAsync(request, stop))
            {
                case AppendResult.Appended(var position):
                    return new Outcome.Done(target, streams.Versions.GetValueOrDefault(target) + decision.For(target).Length, position, Changed: true);
                case AppendResult.ClaimHeld(var held):
                    return new Outcome.Refused(HeldBy(held));
                    // A lost race, or the same command under way twice: the next look tells which.
            }
            if (!isNew && envelope.ExpectedVersion is not null && await session.RememberAsync(key, stop) is null) return new Outcome.Refused(DispatchRefusals.StaleVersion);
        }
        return new Outcome.Refused(DispatchRefusals.TooBusy);
    }

    /// <summary>The same command again: nothing is appended, and the answer is how things stand now.</summary>
    private static async Task<Outcome> AgainAsync(LogSession session, CommandKey key, CommandMemory memory, CancellationToken stop)
    {
        if (!memory.ContentHash.AsSpan().SequenceEqual(key.ContentHash)) return new Outcome.Refused(DispatchRefusals.CommandReused);
        var events = await session.ReadAsync([memory.Streams[0]], stop);
        return new Outcome.Done(memory.Streams[0], events.Count, Math.Max(memory.Position, events[^1].Position), Changed: false);
    }

    /// <summary>What to append, sealed; null where the person it is about was erased.</summary>
    private async Task<AppendRequest?> RequestAsync(Envelope envelope, CommandKey key, Streams streams, Decision decision, Occasion occasion, CancellationToken stop)
    {
        var appends = new List<StreamAppend>();
        foreach (var (stream, events) in decision.Streams)
        {
            var sealedEvents = new List<NewEvent>();
            foreach (var e in events)
            {
                if (await opener.SealAsync(e, streams.SubjectOf(stream), stop) is not { } kept) return null;
                sealedEvents.Add(new(EventCatalogue.NameOf(kept), decision.OccurredOn, EventJson.Write(kept)));
            }
            appends.Add(new(stream, streams.Versions.GetValueOrDefault(stream), sealedEvents));
        }
        return new(key, Facts.LogActorOf(envelope.By), occasion.At, envelope.CorrelationId, envelope.CausationId, appends)
        {
            Guards = [.. streams.Versions.Where(v => appends.TrueForAll(a => a.Stream != v.Key)).Select(v => (v.Key, v.Value))],
            Claims = [.. decision.Claims.Select(c => new Claim(c.Key, c.Stream))],
            Releases = [.. decision.Releases.Select(c => new Claim(c.Key, c.Stream))],
        };
    }

    private static Refusal HeldBy(Claim held) => held.Key[..held.Key.IndexOf(':', StringComparison.Ordinal)] switch
    {
        "open-referral" => Refusals.Duplicate(held.Stream),
        "referral-reference" => Refusals.ReferenceTaken,
        "person-nhs-number" => Refusals.PersonHasNumber,
        "ods-code" => Refusals.OdsCodeTaken,
        var kind => throw new InvalidOperationException($"No refusal is known for a held claim of kind {kind}."),
    };

    private static readonly JsonSerializerOptions ContentOptions = EventJson.Make(new PlainPersonalConverter());

    /// <summary>What a command asks, as bytes for the keyed hash: they are hashed at once and kept nowhere. A new thing's id is ours, not asked.</summary>
    private static byte[] Content<TCommand>(Guid? target, TCommand command) =>
        JsonSerializer.SerializeToUtf8Bytes(new { target, kind = typeof(TCommand).Name, command }, ContentOptions);
}
