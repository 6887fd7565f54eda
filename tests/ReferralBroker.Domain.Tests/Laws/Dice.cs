namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>All the choices of one step, from one number: a sequence of steps is a list of numbers, which shrinks well.</summary>
public sealed class Dice(int seed)
{
    private uint _state = (uint)seed * 2654435761u + 97u;

    /// <summary>A number from 0 up to, and without, a bound.</summary>
    public int Below(int bound)
    {
        // A small generator of its own, so that a printed seed means the same for ever.
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        if (_state == 0) _state = 88172645u;
        return (int)((_state >> 4) % (uint)bound);
    }

    public bool Chance(int percent) => Below(100) < percent;

    public T Of<T>(params ReadOnlySpan<T> values) => values[Below(values.Length)];

    public T Any<T>() where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[Below(values.Length)];
    }

    /// <summary>A text: mostly fit, sometimes absent, empty or too long.</summary>
    public Personal? Text() => Below(20) switch
    {
        0 => Personal.Of(""),
        1 => Personal.Of(new string('x', 4001)),
        < 8 => null,
        var n => Personal.Of($"Text {n}"),
    };

    /// <summary>A text that is needed.</summary>
    public Personal Needed() => Text() ?? Personal.Of("Text");

    /// <summary>An id of few, so that ids meet again.</summary>
    public Guid Id() => Who.Id(1000 + Below(30));

    /// <summary>A day said to be the one it happened on.</summary>
    public DateOnly? Occurred(DateOnly today) => Below(10) switch
    {
        0 => today.AddDays(1),
        1 => today.AddDays(-400),
        2 => today.AddDays(-Below(10)),
        3 => today,
        _ => null,
    };
}
