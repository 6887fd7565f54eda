namespace ReferralBroker.Reporting.Statistics;

/// <summary>A share with the interval it is known within, each between 0 and 1.</summary>
public readonly record struct Share(double Value, double Low, double High);

/// <summary>Wilson's score interval of a proportion (Wilson 1927), which holds for small numbers and near none and all.</summary>
public static class Wilson
{
    /// <summary>The standard normal deviate of a two-sided 95 per cent interval.</summary>
    public const double NinetyFive = 1.959963984540054;

    /// <summary>That of a two-sided 99.8 per cent interval.</summary>
    public const double NinetyNinePointEight = 3.090232306167813;

    /// <summary>The share that so many of so many are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none to be a share of, or more are counted than there are.</exception>
    public static Share Of(long part, long whole, double deviate = NinetyFive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(whole);
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, whole);
        var (share, square) = ((double)part / whole, deviate * deviate);
        var centre = (share + (square / (2 * whole))) / (1 + (square / whole));
        var half = deviate / (1 + (square / whole)) * Math.Sqrt((share * (1 - share) / whole) + (square / (4.0 * whole * whole)));
        // At none and at all the ends meet the share itself, and must not miss it by the last digit.
        return new(share, Math.Clamp(centre - half, 0, share), Math.Clamp(centre + half, share, 1));
    }
}
