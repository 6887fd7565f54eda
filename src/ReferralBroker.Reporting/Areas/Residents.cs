using System.Collections.Frozen;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting.Areas;

/// <summary>
/// Which share of Nottingham's people out of work for illness, disability or want of it live where: what a breakdown by place is held against.
/// </summary>
/// <remarks>
/// The Indices of Deprivation 2025 give for each small area the share of working-age people deprived of employment, and not how many people live there.
/// Small areas are drawn to hold about as many people each, so each counts as much as any other here: that is an assumption, and said beside the figures.
/// No such share is known of age, sex, ethnic group or disability.
/// </remarks>
public static class Residents
{
    private static readonly double All = SmallAreas.All.Sum(a => a.EmploymentDeprived);

    private static readonly FrozenDictionary<Dimension, FrozenDictionary<string, double>> Shares = new Dictionary<Dimension, Func<SmallArea, string>>
    {
        [Dimension.Ward] = a => a.WardCode,
        [Dimension.SmallArea] = a => a.Code,
        [Dimension.ImdDecile] = a => a.Decile.ToString("00", System.Globalization.CultureInfo.InvariantCulture),
        [Dimension.ImdQuintile] = a => a.Quintile.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.ToFrozenDictionary(d => d.Key, d => SmallAreas.All.GroupBy(d.Value).ToFrozenDictionary(g => g.Key, g => g.Sum(a => a.EmploymentDeprived) / All));

    /// <summary>Whether anything is known of a dimension.</summary>
    public static bool Know(Dimension dimension) => Shares.ContainsKey(dimension);

    /// <summary>The share, 0 to 1, that has a value of a dimension; null where that is not known.</summary>
    public static double? ShareOf(Dimension dimension, string value) => Shares.TryGetValue(dimension, out var shares) && shares.TryGetValue(value, out var share) ? share : null;
}
