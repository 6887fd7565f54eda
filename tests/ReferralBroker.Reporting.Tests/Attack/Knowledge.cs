using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What an answer says of a true count: that it lies from Low to High, both included.</summary>
/// <param name="IsHidden">Whether it was shown as [c].</param>
/// <param name="Low">The lowest it can be.</param>
/// <param name="High">The highest it can be.</param>
internal readonly record struct Answer(bool IsHidden, int Low, int High)
{
    /// <summary>What anything is at most, while nothing is known of it.</summary>
    public const int Anything = 1_000_000;

    /// <summary>What a figure tells whoever knows the policy by heart.</summary>
    public static Answer Of(Figure figure, DisclosurePolicy policy)
    {
        if (figure.IsHidden) return new(true, policy.ShowsZero ? 1 : 0, policy.HiddenBelow - 1);
        var shown = (int)figure.Value!.Value;
        // The nearest 10 of 5 to 14 is 10: an even step has one number less above than below.
        var low = policy.RoundsDown ? shown : shown - (policy.RoundedTo / 2);
        return shown == 0 && policy.ShowsZero ? new(false, 0, 0) : new(false, Math.Max(low, policy.HiddenBelow), low + policy.RoundedTo - 1);
    }
}

/// <summary>What is known of every count: the lowest and the highest it can be. It only ever becomes narrower, unless it is taken back.</summary>
/// <param name="series">How many series there are.</param>
/// <param name="months">The months of each.</param>
internal sealed class Knowledge(int series, Months months)
{
    private readonly int[] _low = new int[series * months.Periods.Count];
    private readonly int[] _high = Enumerable.Repeat(Answer.Anything, series * months.Periods.Count).ToArray();
    private readonly Stack<(int At, int Low, int High)> _before = new();
    private bool _isTrying;

    public Months Months => months;

    public int Series => series;

    /// <summary>Whether something has been assumed that cannot be.</summary>
    public bool IsContradicted { get; private set; }

    /// <summary>The place of a count.</summary>
    public int At(int series, int period) => (series * months.Periods.Count) + period;

    public int Low(int at) => _low[at];

    public int High(int at) => _high[at];

    public bool IsPinned(int at) => _low[at] == _high[at];

    /// <summary>Makes it narrower; says whether it did.</summary>
    public bool Narrow(int at, int low, int high)
    {
        if (low <= _low[at] && high >= _high[at]) return false;
        if (_isTrying) _before.Push((at, _low[at], _high[at]));
        _low[at] = Math.Max(low, _low[at]);
        _high[at] = Math.Min(high, _high[at]);
        if (_low[at] > _high[at]) IsContradicted = true;
        return true;
    }

    /// <summary>From here on what becomes narrower can be taken back.</summary>
    public int Try()
    {
        _isTrying = true;
        return _before.Count;
    }

    /// <summary>Takes back what became narrower since.</summary>
    public void TakeBack(int since)
    {
        while (_before.Count > since)
        {
            var (at, low, high) = _before.Pop();
            (_low[at], _high[at]) = (low, high);
        }
        IsContradicted = false;
        _isTrying = since > 0;
    }
}
