using FsCheck;
using FsCheck.Fluent;

namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>
/// What holds of every stream, whatever is asked of it in whatever order: a refusal carries nothing, folding gives the state again, from the
/// log as from memory, and what was done once is not done twice.
/// </summary>
public abstract class Law<TState>
{
    /// <summary>How many sequences are tried.</summary>
    protected virtual int Sequences => 1000;

    private const int Longest = 80;

    protected abstract Given<TState> Start(Dice dice);

    /// <summary>The next thing somebody tries.</summary>
    protected abstract Move<TState> Next(Dice dice, TState state, DateOnly today);

    /// <summary>What else must hold of an answer. <paramref name="next"/> is null where it is a refusal.</summary>
    protected virtual void Check(TState before, Move<TState> move, Occasion on, Decision decision, TState? next) { }

    /// <summary>Verbs that mean something new each time they are said.</summary>
    protected virtual bool MayRepeat(string verb) => false;

    /// <summary>Verbs that are tried and must be refused whatever happened before.</summary>
    protected virtual bool IsNeverAccepted(string verb) => false;

    protected void HoldsForAnySequence()
    {
        var numbers = Gen.Choose(0, int.MaxValue - 1);
        var sequences = Gen.Choose(1, Longest).SelectMany(length => numbers.ArrayOf(length));
        // A failure prints the seed to replay and the shortest sequence that still fails.
        Prop.ForAll(Arb.From(sequences, Shorter), Follow).Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences));
        RequireEachVerb();
    }

    private readonly Dictionary<string, (int Accepted, int Not)> _counts = [];

    private void Count(string verb, bool accepted)
    {
        var (yes, no) = _counts.GetValueOrDefault(verb);
        _counts[verb] = accepted ? (yes + 1, no) : (yes, no + 1);
    }

    /// <summary>A law about verbs that were never accepted would say nothing.</summary>
    private void RequireEachVerb()
    {
        var idle = _counts.Where(c => c.Value.Accepted == 0 && !IsNeverAccepted(c.Key)).Select(c => c.Key);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", _counts.OrderBy(c => c.Value.Accepted).Select(c => $"{c.Key} {c.Value.Accepted}/{c.Value.Accepted + c.Value.Not}")));
        idle.Should().BeEmpty("each verb must be accepted in some sequence");
        _counts.Where(c => c.Value.Accepted > 0 && IsNeverAccepted(c.Key)).Select(c => c.Key).Should().BeEmpty("these are no verbs of it");
    }

    private static IEnumerable<int[]> Shorter(int[] sequence)
    {
        for (var size = sequence.Length / 2; size > 0; size /= 2)
            for (var from = 0; from + size <= sequence.Length; from += size) yield return [.. sequence[..from], .. sequence[(from + size)..]];
    }

    private void Follow(int[] sequence)
    {
        if (sequence.Length == 0) return;
        var story = new List<Func<string>>();
        try
        {
            var start = Start(new Dice(sequence[0]));
            var given = start;
            var today = new DateOnly(2026, 6, 1);
            foreach (var seed in sequence.Skip(1))
            {
                var dice = new Dice(seed);
                if (dice.Chance(50)) today = today.AddDays(dice.Of(1, 1, 2, 3, 7, 14, 45));
                given = Step(given, Next(dice, given.State, today), today, story);
            }
            Fold(given);
        }
        catch (Exception e)
        {
            throw new BrokenLawException($"{e.Message}\n{string.Join('\n', story.Select(line => line()))}", e);
        }
    }

    private Given<TState> Step(Given<TState> given, Move<TState> move, DateOnly today, List<Func<string>> story)
    {
        var on = Who.On(move.By, today);
        story.Add(() => $"{today:yyyy-MM-dd} {move.By.Role}: {move.Verb} {Picture.Of(move.Command)}");
        var decision = move.Ask(given.State, on);
        if (decision.Refusal is { } refusal)
        {
            Count(move.Verb, accepted: false);
            story.Add(() => $"    {refusal.Code}");
            Require(decision.Streams.IsEmpty && decision.Claims.IsEmpty && decision.Releases.IsEmpty, "a refused command carries nothing");
            Check(given.State, move, on, decision, default);
            return given;
        }
        var next = given.With(decision, on);
        Count(move.Verb, accepted: !decision.Streams.IsEmpty);
        story.Add(() => $"    {string.Join(", ", decision.For(given.Stream).Select(EventCatalogue.NameOf))}");
        Require(decision.Streams.IsEmpty || decision.OccurredOn <= today, "nothing is recorded of a day to come");
        Check(given.State, move, on, decision, next.State);
        if (!MayRepeat(move.Verb))
            Require(move.Ask(next.State, on).For(given.Stream).IsEmpty, "the same command again records nothing");
        return next;
    }

    private void Fold(Given<TState> given)
    {
        var none = Empty(given);
        var memory = Picture.Of(given.State);
        Require(Picture.Of(given.Facts.Aggregate(none, given.Evolve)) == memory, "folding all gives what folding one by one gave");
        var state = none;
        foreach (var fact in given.Facts)
        {
            var stored = EventJson.Read(EventCatalogue.NameOf(fact.Event), EventJson.Write(fact.Event.WithPersonal(Sealing.Seal)));
            state = given.Evolve(state, fact with { Event = stored.WithPersonal(Sealing.Open) });
        }
        Require(Picture.Of(state) == memory, $"the log gives the same state as memory:\n{Picture.Of(state)}\n{memory}");
    }

    protected abstract TState Empty(Given<TState> given);

    protected static void Require(bool holds, string law)
    {
        if (!holds) throw new BrokenLawException($"Broken: {law}.");
    }
}

public sealed class BrokenLawException : Exception
{
    public BrokenLawException(string message) : base(message) { }

    public BrokenLawException(string message, Exception inner) : base(message, inner) { }

    public BrokenLawException() { }
}
