namespace ReferralBroker.EventLog.Drills;

/// <summary>What a picture of a log says about the promises, given what was asked of it and what it acknowledged.</summary>
/// <param name="Acknowledged">How many commands were acknowledged.</param>
/// <param name="Lost">How many of these are not in the log.</param>
/// <param name="Doubled">How many commands stand in the log more than once.</param>
/// <param name="ProjectionsEqual">Whether each projection's rows are the fold of the log up to its checkpoint.</param>
/// <param name="Faults">Everything that is not as promised, in words.</param>
internal sealed record Verdict(int Acknowledged, int Lost, int Doubled, bool ProjectionsEqual, IReadOnlyList<string> Faults)
{
    /// <summary>The laws that hold at every moment, also in the middle of a load.</summary>
    public static Verdict Of(Picture picture, Ledger ledger)
    {
        var faults = new List<string>(ledger.AllWrong);
        var remembered = picture.Commands.ToDictionary(c => (c.Client, c.Id));
        var events = picture.Events.ToLookup(e => e.Command);
        var (lost, doubled) = (0, 0);
        var known = new HashSet<Guid>();
        foreach (var ask in ledger.AllAsked)
        {
            var work = ledger.WorkOf(ask);
            known.Add(work.Command.Id);
            var position = ledger.AllAcknowledged.TryGetValue(ask, out var p) ? p : (long?)null;
            var memory = remembered.GetValueOrDefault((work.Command.Client, work.Command.Id));
            var written = events[work.Command.Id].ToList();
            if (position is not null && (written.Count == 0 || memory is null))
            {
                lost++;
                faults.Add($"{ask} was acknowledged at {position}: it is {(memory is null ? "not " : "")}remembered, {written.Count} events of it are in the log");
                continue;
            }
            if (written.Count == 0 && memory is null) continue;
            if (written.Count > work.Parts.Sum(s => s.Amounts.Count))
            {
                doubled++;
                faults.Add($"{ask} stands in the log with {written.Count} events, it asked for {work.Parts.Sum(s => s.Amounts.Count)}");
            }
            else if (Complaint(work, memory, written, position) is { } complaint) faults.Add($"{ask}: {complaint}");
        }
        faults.AddRange(picture.Events.Where(e => !known.Contains(e.Command)).Select(e => $"nobody asked for the event at {e.Position}"));
        faults.AddRange(picture.Commands.Where(c => !known.Contains(c.Id)).Select(c => $"nobody asked for the command {c.Id}"));
        faults.AddRange(Holes(picture.Events));
        var projections = Given(picture).Concat(Sums(picture)).ToList();
        faults.AddRange(projections);
        return new(ledger.AcknowledgedCount, lost, doubled, projections.Count == 0, faults);
    }

    /// <summary>Together with a verdict passed earlier: what was wrong then is not made good by being right now.</summary>
    public Verdict After(Verdict earlier, string when) => this with
    {
        Lost = Math.Max(Lost, earlier.Lost),
        Doubled = Math.Max(Doubled, earlier.Doubled),
        ProjectionsEqual = ProjectionsEqual && earlier.ProjectionsEqual,
        Faults = [.. earlier.Faults.Except(Faults).Select(fault => $"{when}: {fault}"), .. Faults],
    };

    /// <summary>The laws of a log at rest: besides the others, every follower has applied everything.</summary>
    public static Verdict AtRest(Picture picture, Ledger ledger)
    {
        var verdict = Of(picture, ledger);
        var unfinished = new[] { DrillProjection.GivenName, DrillProjection.SumsName }
            .Where(name => picture.Checkpoints.GetValueOrDefault(name, -1) != picture.Last)
            .Select(name => $"{name} stands at {picture.Checkpoints.GetValueOrDefault(name, -1)}, the log ends at {picture.Last}")
            .Concat(picture.Parked.Select(p => $"{p.Follower} still has stream {p.Stream} parked")).ToList();
        return verdict with { ProjectionsEqual = verdict.ProjectionsEqual && unfinished.Count == 0, Faults = [.. verdict.Faults, .. unfinished] };
    }

    /// <summary>What is wrong with a command that is in the log: it must be there whole, in its order, and be remembered as it is.</summary>
    private static string? Complaint(Work work, PicturedCommand? memory, List<PicturedEvent> written, long? acknowledgedAt)
    {
        if (memory is null) return $"{written.Count} events of it are in the log, and it is not remembered";
        if (acknowledgedAt is not null && acknowledgedAt != memory.LastPosition)
            return $"it was acknowledged at {acknowledgedAt} and is remembered at {memory.LastPosition}";
        if (written.Count == 0 || written[^1].Position != memory.LastPosition)
            return $"it is remembered at {memory.LastPosition}, its last event is at {written.LastOrDefault()?.Position}";
        foreach (var part in work.Parts)
        {
            var here = written.Where(e => e.Stream == part.Stream).ToList();
            if (!here.Select(e => e.Amount).SequenceEqual(part.Amounts))
                return $"stream {part.Stream} got {string.Join(',', here.Select(e => e.Amount))} instead of {string.Join(',', part.Amounts)}";
            if (here.Zip(here.Skip(1)).Any(pair => pair.Second.Version != pair.First.Version + 1))
                return $"stream {part.Stream} got it with others in between";
            var place = memory.Streams.ToList().IndexOf(part.Stream);
            if (place < 0 || memory.Versions[place] != here[^1].Version) return $"the version of stream {part.Stream} is remembered wrongly";
        }
        return null;
    }

    private static IEnumerable<string> Holes(IReadOnlyList<PicturedEvent> events) =>
        from stream in events.GroupBy(e => e.Stream)
        let versions = stream.Select(e => e.Version).ToList()
        where !versions.SequenceEqual(Enumerable.Range(1, versions.Count))
        select $"stream {stream.Key} has, in the order of positions, the versions {string.Join(',', versions.Take(50))}";

    /// <summary>The events whose effect a projection's rows must show: those up to its checkpoint whose streams are not parked by then.</summary>
    private static List<PicturedEvent> Due(Picture picture, string projection)
    {
        var upTo = picture.Checkpoints.GetValueOrDefault(projection, 0);
        var parked = picture.Parked.Where(p => p.Follower == projection).ToDictionary(p => p.Stream, p => p.From);
        return [.. picture.Events.Where(e => e.Position <= upTo && !(parked.TryGetValue(e.Stream, out var from) && e.Position >= from))];
    }

    private static IEnumerable<string> Given(Picture picture)
    {
        if (picture.Checkpoints.ContainsKey(DrillProjection.GivenName) != (picture.Given is not null))
            yield return "given has a checkpoint without tables or tables without a checkpoint";
        if (picture.Given is null) yield break;
        var due = Due(picture, DrillProjection.GivenName);
        if (!picture.Given.Select(g => (g.Position, g.Stream, g.Version)).SequenceEqual(due.Select(e => (e.Position, e.Stream, e.Version))))
        {
            var missing = due.Select(e => e.Position).Except(picture.Given.Select(g => g.Position)).Take(10).ToList();
            var doubled = picture.Given.GroupBy(g => g.Position).Where(g => g.Count() > 1).Select(g => g.Key).Take(10).ToList();
            yield return $"given has {picture.Given.Count} rows, the fold has {due.Count}; missing {string.Join(',', missing)}; doubled {string.Join(',', doubled)}";
        }
        foreach (var row in picture.Given.Where(g => !g.InOrder).Take(10)) yield return $"given got position {row.Position} out of its stream's order";
    }

    private static IEnumerable<string> Sums(Picture picture)
    {
        if (picture.Checkpoints.ContainsKey(DrillProjection.SumsName) != (picture.Sums is not null))
            yield return "sums has a checkpoint without tables or tables without a checkpoint";
        if (picture.Sums is null) yield break;
        var fold = Fold(Due(picture, DrillProjection.SumsName));
        foreach (var row in picture.Sums)
        {
            if (!fold.Remove(row.Stream, out var expected)) yield return $"sums has a row for stream {row.Stream}, the fold has none";
            else if (row != expected) yield return $"sums has {row}, the fold is {expected}";
        }
        foreach (var missing in fold.Values) yield return $"sums has no row for {missing}";
    }

    private static Dictionary<Guid, SumRow> Fold(IEnumerable<PicturedEvent> events)
    {
        var rows = new Dictionary<Guid, SumRow>();
        foreach (var e in events)
        {
            var row = rows.GetValueOrDefault(e.Stream) ?? new(e.Stream, 0, 0, 0, 0);
            rows[e.Stream] = new(e.Stream, row.Events + 1, row.Amount + e.Amount, e.Version, unchecked(row.Digest * 1_000_003 + e.Amount));
        }
        return rows;
    }
}
