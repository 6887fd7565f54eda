using ReferralBroker.EventLog.Tests.Conformance;

namespace ReferralBroker.EventLog.Tests.Histories;

/// <summary>What was acknowledged in the course of a history, to be held against the log: nothing else may be in it, and nothing of it be missing.</summary>
internal sealed class Ledger
{
    private readonly Lock _one = new();
    private readonly Dictionary<(Guid Stream, int Version), long> _acknowledged = [];
    private readonly Dictionary<Guid, int> _versions = [];
    private readonly List<CommandKey> _sent = [];
    private readonly Dictionary<(string Client, Guid Id), (byte[] ContentHash, long Position)> _done = [];

    /// <summary>The last version of a stream that was acknowledged; another may have been written since.</summary>
    public int VersionOf(Guid stream)
    {
        lock (_one) return _versions.GetValueOrDefault(stream);
    }

    /// <summary>One of the commands that were sent before, or null if there was none.</summary>
    public CommandKey? Earlier(int number)
    {
        lock (_one) return _sent.Count == 0 ? null : _sent[number % _sent.Count];
    }

    public void Acknowledge(IEnumerable<Entry> entries)
    {
        lock (_one)
            foreach (var entry in entries) Acknowledge(entry.Stream, entry.Version, entry.Position);
    }

    /// <summary>Takes down the answer to a command, which must agree with every answer before it.</summary>
    public void Answered(AppendRequest request, AppendResult answer)
    {
        lock (_one)
        {
            if (Wrong(request.Command, answer) is { } broken) throw broken;
            _sent.Add(request.Command);
            if (answer is not AppendResult.Appended done) return;
            _done.Add((request.Command.Client, request.Command.Id), (request.Command.ContentHash, done.Position));
            // Only the last event's position is told, and positions rise in the order of the request.
            foreach (var (stream, version, events) in request.Streams)
                for (var i = 1; i <= events.Count; i++)
                    Acknowledge(stream, version + i, stream == request.Streams[^1].Stream && i == events.Count ? done.Position : 0);
        }
    }

    /// <summary>What the log holds that was not acknowledged, lacks that was, or holds elsewhere than was said. For when nothing is open.</summary>
    public LawBroken? WrongIn(IReadOnlyList<Entry> committed)
    {
        lock (_one)
        {
            var there = committed.ToDictionary(e => (e.Stream, e.Version), e => e.Position);
            if (_acknowledged.Keys.Except(there.Keys).ToArray() is [var lost, ..]) return new(Reason.Lost, $"acknowledged and not in the log: {lost}");
            if (there.Keys.Except(_acknowledged.Keys).ToArray() is [var extra, ..]) return new(Reason.Torn, $"in the log and never acknowledged: {extra}");
            return _acknowledged.Where(a => a.Value != 0 && there[a.Key] != a.Value).Select(a => a.Key).ToArray() is [var moved, ..]
                ? new(Reason.Lost, $"acknowledged at {_acknowledged[moved]} and in the log at {there[moved]}: {moved}")
                : null;
        }
    }

    private LawBroken? Wrong(CommandKey key, AppendResult answer)
    {
        if (_done.TryGetValue((key.Client, key.Id), out var before))
        {
            var same = before.ContentHash.AsSpan().SequenceEqual(key.ContentHash);
            AppendResult expected = same ? new AppendResult.Repeated(before.Position) : new AppendResult.Reused();
            var reason = answer is AppendResult.Repeated or AppendResult.Reused ? Reason.Confused : Reason.Forgotten;
            return answer == expected ? null : new(reason, $"a command that was done before was answered by {answer}, not {expected}");
        }
        if (answer is AppendResult.Appended or AppendResult.VersionConflict) return null;
        return new(_done.Keys.Any(done => done.Id == key.Id) ? Reason.Confused : Reason.RefusalRemembered, $"a command that was never done was answered by {answer}");
    }

    private void Acknowledge(Guid stream, int version, long position)
    {
        if (!_acknowledged.TryAdd((stream, version), position)) throw new LawBroken(Reason.RaceIgnored, $"version {version} of {stream} was acknowledged twice");
        _versions[stream] = Math.Max(version, _versions.GetValueOrDefault(stream));
    }
}

/// <summary>How much happened in a run of histories.</summary>
internal sealed class Tally
{
    private int _histories, _events, _rolledBack, _refused, _replays, _deaths, _restarts, _crashes;

    public void History(int events)
    {
        Interlocked.Increment(ref _histories);
        Interlocked.Add(ref _events, events);
    }

    public void RolledBack(int events) => Interlocked.Add(ref _rolledBack, events);

    public void Refused() => Interlocked.Increment(ref _refused);

    public void Replayed() => Interlocked.Increment(ref _replays);

    public void Died() => Interlocked.Increment(ref _deaths);

    public void Restarted() => Interlocked.Increment(ref _restarts);

    public void Crashed() => Interlocked.Increment(ref _crashes);

    public override string ToString() =>
        $"{_histories} histories: {_events} events committed, {_rolledBack} rolled back, {_refused} appends refused, {_replays} commands sent again, "
        + $"{_deaths} deaths of the follower, {_restarts} restarts, {_crashes} crashes of the server";
}
