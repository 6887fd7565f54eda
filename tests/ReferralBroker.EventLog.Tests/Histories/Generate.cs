using FsCheck;
using FsCheck.Fluent;
using ReferralBroker.EventLog.Tests.Conformance;

namespace ReferralBroker.EventLog.Tests.Histories;

/// <summary>Makes histories from seeds, and makes those that fail smaller.</summary>
internal static class Generate
{
    public const int Writers = 3;
    public const int SharedStreams = 3;

    private static readonly Gen<int> Writer = Gen.Choose(0, Writers - 1);
    private static readonly Gen<int> Shared = Gen.Choose(0, SharedStreams - 1);
    private static readonly Gen<int> Sent = Gen.Choose(0, 30);

    private static readonly Gen<Operation> Step = Gen.Frequency(
        (4, Of(Do.WriteElsewhere, Writer)),
        (14, Of(Do.Insert, Writer, Gen.Choose(1, 3))),
        (4, Of(Do.AppendApart, Writer)),
        (4, Of(Do.Pause, Writer, Gen.Choose(1, 8))),
        (9, Of(Do.Commit, Writer)),
        (4, Of(Do.RollBack, Writer)),
        (10, Of(Do.Append, Shared, Gen.Choose(1, 3))),
        (4, Of(Do.AppendToTwo, Shared, Gen.Choose(1, 2))),
        (2, Of(Do.AppendStale, Shared, Gen.Choose(1, 2))),
        (3, Of(Do.Race, Shared, Gen.Choose(2, 3))),
        (2, Of(Do.Twice, Shared)),
        (4, Of(Do.Again, Sent)),
        (2, Of(Do.AgainOtherwise, Sent)),
        (1, Of(Do.AgainFromAnother, Sent)),
        (14, Of(Do.Look)),
        (2, Of(Do.DieInThePage)),
        (2, Of(Do.DieBetween)),
        (2, Of(Do.DieBeforeCommit)),
        (2, Of(Do.Restart)),
        (1, Of(Do.Crash)));

    private static readonly Arbitrary<History> Histories = Arb.From(
        from length in Gen.Choose(8, 45)
        from steps in Gen.ListOf(Step, length)
        select new History([.. steps]),
        Smaller);

    /// <summary>The history of one seed, which is always the same.</summary>
    public static History History(ulong seed) => Histories.Generator.Sample(1, new Rnd(seed), 1).Single();

    /// <summary>The smallest history found that still breaks the same law, going from each to the first smaller one that does.</summary>
    public static async Task<History> ShrinkAsync(History history, Reason reason, Func<History, Task<LawBroken?>> run, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            History? smaller = null;
            foreach (var candidate in Histories.Shrinker(history))
            {
                if (stop.IsCancellationRequested || (await run(candidate))?.Reason != reason) continue;
                smaller = candidate;
                break;
            }
            if (smaller is null) return history;
            history = smaller;
        }
        return history;
    }

    /// <summary>Without some of its steps, the longest parts first; then with less of one.</summary>
    private static IEnumerable<History> Smaller(History history)
    {
        var steps = history.Operations;
        for (var part = steps.Count; part > 0; part /= 2)
            for (var from = 0; from + part <= steps.Count; from += part)
                if (part < steps.Count) yield return new([.. steps.Take(from), .. steps.Skip(from + part)]);
        for (var i = 0; i < steps.Count; i++)
            foreach (var less in Less(steps[i]))
                yield return new([.. steps.Take(i), less, .. steps.Skip(i + 1)]);
    }

    private static IEnumerable<Operation> Less(Operation step)
    {
        if (step.Much > (step.Do == Do.Race ? 2 : 1)) yield return step with { Much = step.Much - 1 };
        if (step.Who > 0) yield return step with { Who = step.Who - 1 };
    }

    private static Gen<Operation> Of(Do what) => Gen.Constant(new Operation(what));

    private static Gen<Operation> Of(Do what, Gen<int> who) => from w in who select new Operation(what, w);

    private static Gen<Operation> Of(Do what, Gen<int> who, Gen<int> much) => from w in who from m in much select new Operation(what, w, m);
}
