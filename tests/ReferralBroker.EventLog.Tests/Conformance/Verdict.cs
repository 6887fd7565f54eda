namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>Compares what a follower applied with what the log holds.</summary>
internal static class Verdict
{
    /// <summary>What was applied although it is not committed, applied twice, or applied in a wrong order: wrong at any time.</summary>
    public static LawBroken? WrongAlready(IReadOnlyList<Entry> committed, IReadOnlyList<Entry> applied)
    {
        if (applied.Except(committed).ToArray() is [_, ..] early) return new(Reason.BeforeCommit, $"applied and not committed: {List(early)}");
        if (applied.GroupBy(e => e).Where(g => g.Count() > 1).Select(g => g.Key).ToArray() is [_, ..] twice) return new(Reason.Doubled, $"applied more than once: {List(twice)}");
        return applied.GroupBy(e => e.Stream).FirstOrDefault(s => !Rises(s)) is { } stream
            ? new(Reason.OutOfOrder, $"the stream was applied as {List(stream)}")
            : null;
    }

    /// <summary>What is wrong once the follower has nothing more to apply.</summary>
    public static LawBroken? WrongAtTheEnd(IReadOnlyList<Entry> committed, IReadOnlyList<Entry> applied) =>
        WrongAlready(committed, applied) ?? (committed.Except(applied).ToArray() is [_, ..] missing ? new(Reason.Lost, $"never applied: {List(missing)}") : null);

    private static bool Rises(IEnumerable<Entry> stream) => stream.Zip(stream.Skip(1)).All(pair => pair.First.Version < pair.Second.Version);

    private static string List(IEnumerable<Entry> entries) => string.Join(", ", entries);
}
