using System.Collections.Concurrent;

namespace ReferralBroker.EventLog.Drills;

/// <summary>One command of one writer.</summary>
internal readonly record struct Ask(int Writer, int Number);

/// <summary>Is told what the writers do, as they do it.</summary>
internal interface IWitness
{
    /// <summary>A command is about to be sent for the first time.</summary>
    void Asked(Ask ask);

    /// <summary>The log has acknowledged it.</summary>
    void Acknowledged(Ask ask, long position);

    /// <summary>Something happened that no fault excuses.</summary>
    void Wrong(string what);
}

/// <summary>What was asked of one log and what it acknowledged, kept outside the reach of whatever is killed.</summary>
internal sealed class Ledger(Guid run) : IWitness
{
    private readonly ConcurrentDictionary<Ask, bool> _asked = new();
    private readonly ConcurrentDictionary<Ask, long> _acknowledged = new();
    private readonly ConcurrentQueue<string> _wrong = new();

    public Guid Run => run;

    public IEnumerable<Ask> AllAsked => _asked.Keys;

    public IReadOnlyDictionary<Ask, long> AllAcknowledged => _acknowledged;

    public IEnumerable<Ask> InDoubt => _asked.Keys.Where(a => !_acknowledged.ContainsKey(a));

    public int AcknowledgedCount => _acknowledged.Count;

    public IReadOnlyCollection<string> AllWrong => _wrong;

    public Work WorkOf(Ask ask) => Work.Of(run, ask.Writer, ask.Number);

    /// <summary>The number with which a writer goes on: no command is ever asked for under the number of another.</summary>
    public int NextOf(int writer) => _asked.Keys.Where(a => a.Writer == writer).Select(a => a.Number + 1).DefaultIfEmpty(0).Max();

    public void Asked(Ask ask) => _asked[ask] = true;

    public void Acknowledged(Ask ask, long position)
    {
        if (!_asked.ContainsKey(ask)) Wrong($"{ask} was acknowledged and never asked");
        if (_acknowledged.GetOrAdd(ask, position) is var first && first != position) Wrong($"{ask} was acknowledged at {first} and then at {position}");
    }

    public void Wrong(string what) => _wrong.Enqueue(what);

    /// <summary>What it knows now, to go on with apart from it: a copy of a log has a history of its own.</summary>
    /// <param name="acknowledgedBy">Says what counts as acknowledged; null: all that is.</param>
    public Ledger Copy(Ledger? acknowledgedBy = null)
    {
        var copy = new Ledger(run);
        // What is acknowledged is read first: whatever is among it was asked before.
        foreach (var (ask, position) in (acknowledgedBy ?? this)._acknowledged) copy._acknowledged[ask] = position;
        foreach (var ask in _asked.Keys) copy._asked[ask] = true;
        return copy;
    }
}
