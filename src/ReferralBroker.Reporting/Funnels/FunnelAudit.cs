using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>Which counts of a funnel's table are hidden beside the small ones when it is published.</summary>
internal static class FunnelAudit
{
    /// <summary>The cells, by their stage; none under a policy that hides nothing beside.</summary>
    /// <param name="cells">The cells of the table, its margins and all together included.</param>
    /// <param name="counts">Their exact counts.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="policy">The policy.</param>
    public static HashSet<(CellKey Key, string Stage)> HiddenBeside(IReadOnlyList<CellKey> cells, IReadOnlyDictionary<(CellKey Key, string Stage), StageCount> counts, FunnelQuestion question, DisclosurePolicy policy)
    {
        var hidden = new HashSet<(CellKey, string)>();
        if (!policy.HidesBeside) return hidden;
        var families = FamiliesOf(cells, question);
        foreach (var stage in StageNames.All)
            hidden.UnionWith(TableAudit.HiddenBeside(cells.ToDictionary(c => c, c => counts.GetValueOrDefault((c, stage.Code)).Count), families, policy).Select(c => (c, stage.Code)));
        return hidden;
    }

    /// <summary>All together is made of each margin's values; each value of the one dimension of its cells with the other.</summary>
    private static List<Family<CellKey>> FamiliesOf(IReadOnlyList<CellKey> cells, FunnelQuestion question)
    {
        var families = new List<Family<CellKey>>();
        void Add(CellKey whole, IEnumerable<CellKey> parts)
        {
            CellKey[] own = [.. parts];
            if (own.Length > 0) families.Add(new(whole, own));
        }
        if (question.By.Length > 0) Add(new(null, null), cells.Where(c => c is { First: not null, Second: null }));
        if (question.By.Length < 2) return families;
        Add(new(null, null), cells.Where(c => c is { First: null, Second: not null }));
        foreach (var first in cells.Where(c => c is { First: not null, Second: null })) Add(first, cells.Where(c => c.First == first.First && c.Second is not null));
        foreach (var second in cells.Where(c => c is { First: null, Second: not null })) Add(second, cells.Where(c => c.Second == second.Second && c.First is not null));
        return families;
    }
}
