namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>All chance of one case. Only the seed and the case's number determine it, so that any case can be made again alone.</summary>
internal sealed class Dice(int seed, int number)
{
    private readonly Random _random = new(unchecked((seed * 1_000_003) + number));

    public bool In(int percent) => _random.Next(100) < percent;

    public bool Once(int times) => _random.Next(times) == 0;

    public int Below(int most) => _random.Next(most);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public T One<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    public Guid NewId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    /// <summary>A valid NHS number of the range kept for tests.</summary>
    public string NhsNumber()
    {
        while (true)
        {
            var text = $"999{_random.Next(1_000_000):000000}{_random.Next(10)}";
            if (Domain.NhsNumber.Normalise(text) is { } valid) return valid;
        }
    }
}
