using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>Which values of a dimension a table has rows for, in their order.</summary>
internal static class TableValues
{
    /// <summary>The same of a question that is broken down by one dimension; none where it is by nothing.</summary>
    public static IReadOnlyList<string> Of(ReportQuestion question, IEnumerable<string?> counted, NamedThings things, DisclosurePolicy policy) =>
        question.One is { } by ? Of(by, [.. counted.OfType<string>().Distinct()], question, things, policy) : [];

    /// <summary>
    /// Of a table whose small numbers are hidden, all there can be: a row that is missing would tell that nobody is in it. Of one's own caseload those that
    /// are counted.
    /// </summary>
    public static IReadOnlyList<string> Of(Dimension dimension, IReadOnlyCollection<string> counted, ReportQuestion question, NamedThings things, DisclosurePolicy policy)
    {
        var (shown, showsAll) = (counted.ToHashSet(), policy.HiddenBelow > 0);
        if (Dimensions.ValuesOf(dimension) is { } known) return [.. known.Select(v => v.Code).Where(code => shown.Contains(code) || (showsAll && code != PersonDimensions.ErasedCode))];
        if (showsAll) shown.UnionWith(dimension == Dimension.Month ? question.MonthsBegun : things.ValuesOf(dimension));
        return dimension == Dimension.Month ? [.. shown.Order(StringComparer.Ordinal)] : [.. shown.OrderBy(code => things.WordsOf(dimension, code), StringComparer.Ordinal).ThenBy(code => code, StringComparer.Ordinal)];
    }
}
