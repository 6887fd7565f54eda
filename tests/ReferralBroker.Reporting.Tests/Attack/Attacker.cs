namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>
/// Somebody who knows all relations and draws from the answers whatever follows: first by narrowing each count by its neighbours until nothing moves
/// (for the periods of a series that is exact: they are differences of sums from the beginning, and the shortest path between two months bounds them),
/// then by assuming that a count stands at an end of its range, and seeing whether that can be.
/// </summary>
internal sealed class Attacker
{
    private readonly Knowledge _known;
    private readonly Relation[] _relations;
    private readonly List<int>[] _of;
    private readonly Queue<int> _waiting = new();
    private readonly UInt128[] _moved;

    /// <param name="relations">What is certain.</param>
    /// <param name="known">What the answers say; it becomes what follows from them.</param>
    public Attacker(Relations relations, Knowledge known)
    {
        _known = known;
        _relations = [.. relations.All];
        _of = [.. Enumerable.Range(0, known.Series).Select(_ => new List<int>())];
        for (var at = 0; at < _relations.Length; at++)
            foreach (var series in _relations[at].Parts.Append(_relations[at].Whole)) _of[series].Add(at);
        // What waits is a relation by its number, or after all of these a series whose periods are to be added up.
        _moved = new UInt128[_relations.Length + known.Series];
    }

    /// <summary>Narrows everything as far as it goes.</summary>
    /// <exception cref="InvalidOperationException">The answers contradict each other: a relation is not true.</exception>
    public void Propagate()
    {
        for (var at = 0; at < _moved.Length; at++) Wake(at, at < _relations.Length ? _relations[at].Where : _known.Months.All);
        Settle(int.MaxValue);
        if (_known.IsContradicted) throw new InvalidOperationException("The answers contradict each other: something that was held certain is not so.");
    }

    /// <summary>Tries both ends of the range of a count, and narrows it as far as they cannot be.</summary>
    /// <param name="at">The place of the count.</param>
    /// <param name="depth">How many other counts may be split into cases to find out.</param>
    /// <param name="effort">After so many relations a case is held possible.</param>
    public void Sharpen(int at, int depth, int effort = int.MaxValue)
    {
        while (!_known.IsPinned(at) && !IsPossible(at, _known.Low(at), depth, effort)) Learn(_known.Low(at) + 1, Answer.Anything);
        while (!_known.IsPinned(at) && !IsPossible(at, _known.High(at), depth, effort)) Learn(0, _known.High(at) - 1);

        void Learn(int low, int high)
        {
            Move(at, low, high);
            Settle(int.MaxValue);
        }
    }

    private bool IsPossible(int at, int value, int depth, int effort)
    {
        var since = _known.Try();
        Move(at, value, value);
        var touched = Settle(effort);
        var isPossible = !_known.IsContradicted;
        if (isPossible && depth > 0 && Narrowest(touched) is { } next)
        {
            isPossible = false;
            for (var other = _known.Low(next); other <= _known.High(next) && !isPossible; other++) isPossible = IsPossible(next, other, depth - 1, effort);
        }
        _known.TakeBack(since);
        return isPossible;
    }

    private int? Narrowest(IEnumerable<int> touched) => touched.Where(t => !_known.IsPinned(t)).Select(t => (int?)t).MinBy(t => _known.High(t!.Value) - _known.Low(t.Value));

    /// <summary>Follows what has moved until nothing does, and tells which counts did.</summary>
    private HashSet<int> Settle(int effort)
    {
        var touched = new HashSet<int>();
        _touched = effort == int.MaxValue && _known.Series > 1000 ? null : touched;
        while (_waiting.TryDequeue(out var at))
        {
            var moved = _moved[at];
            _moved[at] = 0;
            if (_known.IsContradicted || --effort < 0) continue;
            if (at >= _relations.Length) AddUpPeriods(at - _relations.Length);
            else
                for (var (relation, left) = (_relations[at], moved & _relations[at].Where); left != 0; left &= left - 1) Apply(relation, (int)UInt128.TrailingZeroCount(left));
        }
        _touched = null;
        return touched;
    }

    private HashSet<int>? _touched;

    private void Move(int at, int low, int high)
    {
        if (!_known.Narrow(at, low, high)) return;
        _touched?.Add(at);
        var (series, period) = Math.DivRem(at, _known.Months.Periods.Count);
        var moved = UInt128.One << period;
        foreach (var relation in _of[series]) Wake(relation, moved & _relations[relation].Where);
        Wake(_relations.Length + series, moved);
    }

    private void Wake(int at, UInt128 moved)
    {
        if (moved == 0) return;
        if (_moved[at] == 0) _waiting.Enqueue(at);
        _moved[at] |= moved;
    }

    private void Apply(Relation relation, int period)
    {
        var whole = _known.At(relation.Whole, period);
        if (relation.Adding == Adding.EachAtMost)
        {
            foreach (var part in relation.Parts)
            {
                Move(_known.At(part, period), 0, _known.High(whole));
                Move(whole, _known.Low(_known.At(part, period)), Answer.Anything);
            }
            return;
        }
        var (low, high) = (0, 0);
        foreach (var part in relation.Parts)
        {
            low += _known.Low(_known.At(part, period));
            high += _known.High(_known.At(part, period));
        }
        Move(whole, relation.Adding == Adding.Equal ? low : 0, high);
        foreach (var part in relation.Parts)
        {
            var at = _known.At(part, period);
            var (ownLow, ownHigh) = (_known.Low(at), _known.High(at));
            Move(at, _known.Low(whole) - (high - ownHigh), relation.Adding == Adding.Equal ? _known.High(whole) - (low - ownLow) : Answer.Anything);
        }
    }

    /// <summary>The sums from the beginning to each month differ by at least and at most what is known of the period between: shortest paths (Floyd and Warshall).</summary>
    private void AddUpPeriods(int series)
    {
        var months = _known.Months;
        var ends = months.Count + 1;
        Span<int> most = stackalloc int[(Months.Most + 1) * (Months.Most + 1)];
        most.Clear();
        for (var p = 0; p < months.Periods.Count; p++)
        {
            var (from, to) = months.Periods[p];
            (most[(from * ends) + to], most[(to * ends) + from]) = (_known.High(_known.At(series, p)), -_known.Low(_known.At(series, p)));
        }
        for (var by = 0; by < ends; by++)
            for (var from = 0; from < ends; from++)
                for (var (to, first) = (0, most[(from * ends) + by]); to < ends; to++)
                    most[(from * ends) + to] = Math.Min(most[(from * ends) + to], first + most[(by * ends) + to]);
        for (var p = 0; p < months.Periods.Count; p++)
        {
            var (from, to) = months.Periods[p];
            Move(_known.At(series, p), -most[(to * ends) + from], most[(from * ends) + to]);
        }
    }
}
