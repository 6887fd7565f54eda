using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>Which values of a dimension a table has rows for, in their order.</summary>
internal static class TableValues
{
    /// <summary>
    /// Of a table whose small numbers are hidden, all there can be: a row that is missing would tell that nobody is in it. Of one's own caseload, and where
    /// only the log knows the values, those that are counted.
    /// </summary>
    public static IReadOnlyList<string> Of(Dimension dimension, IReadOnlyCollection<string> counted, IReadOnlyDictionary<string, string> names, DisclosurePolicy policy) =>
        Dimensions.ValuesOf(dimension) is not { } known ? [.. counted.OrderBy(code => names.GetValueOrDefault(code, code), StringComparer.Ordinal)]
        : [.. known.Select(v => v.Code).Where(code => counted.Contains(code) || (policy.HiddenBelow > 0 && code != PersonDimensions.ErasedCode))];
}
