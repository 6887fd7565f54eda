namespace ReferralBroker.Web.Simulation;

/// <summary>Draws that depend on nothing but a seed, so that the same simulation can be made again.</summary>
public sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Whether something happens that happens so often.</summary>
    public bool Of(Assumption often) => _random.NextDouble() < often.Chance;

    public bool Of(double chance) => _random.NextDouble() < chance;

    /// <summary>A whole number from one to another, both included.</summary>
    public int Between(int least, int most) => _random.Next(least, most + 1);

    public double Between(double least, double most) => least + ((most - least) * _random.NextDouble());

    public T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    public T Pick<T>() where T : struct, Enum => Pick(Enum.GetValues<T>());

    /// <summary>One of several, each as often as its weight says.</summary>
    public T Pick<T>(IReadOnlyList<T> all, Func<T, double> weight)
    {
        var left = _random.NextDouble() * all.Sum(weight);
        foreach (var one in all)
            if ((left -= weight(one)) < 0) return one;
        return all[^1];
    }

    /// <summary>A length with this median whose logarithm is spread normally.</summary>
    public double Lognormal(double median, double spread) =>
        median * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
