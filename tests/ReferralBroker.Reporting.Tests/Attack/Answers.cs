using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What whoever asks is told of a series and a period; null where the question is refused.</summary>
internal delegate Answer? Answers(int series, Period period);

/// <summary>Ways of answering.</summary>
internal static class Answering
{
    /// <summary>A range of fewer values than this is too narrow.</summary>
    private const int Enough = 3;

    /// <summary>As the policy shows the true count, whatever else was shown.</summary>
    public static Answers Plainly(Counts counts, DisclosurePolicy policy, PeriodRule rule)
    {
        var may = counts.Months.Set(p => rule.MayAsk(counts.Months, p));
        return (series, period) => (may >> counts.Months.NumberOf(period) & 1) != 0 ? Answer.Of(policy.Count(counts.Of(series, period)), policy) : null;
    }

    /// <summary>
    /// The same, but where a hidden row of a table has too narrow a range, given the total and the other rows, all rows of that table are hidden,
    /// however one of them is asked for.
    /// </summary>
    public static Answers WithFamiliesBlanked(Counts counts, Relations relations, DisclosurePolicy policy, PeriodRule rule)
    {
        var plain = Plainly(counts, policy, rule);
        Relation[] tables = [.. relations.All.Where(r => r.Way is Ways.Tables or Ways.Hierarchies)];
        var (blanked, unsure) = (new UInt128[counts.Series.Count], new UInt128[counts.Series.Count]);
        Period[] periods = [.. counts.Months.Periods.Where(p => rule.MayAsk(counts.Months, p))];
        UInt128 Bit(Period period) => UInt128.One << counts.Months.NumberOf(period);
        foreach (var period in periods)
            foreach (var table in tables.Where(t => TellsTooMuch(plain(t.Whole, period)!.Value, [.. t.Parts.Select(p => plain(p, period)!.Value)])))
                foreach (var part in table.Parts) blanked[part] |= Bit(period);
        // Where every row is hidden nobody can tell whether that was the reason.
        foreach (var period in periods)
            foreach (var table in tables.Where(t => t.Parts.All(p => (blanked[p] & Bit(period)) != 0 || plain(p, period)!.Value.IsHidden)))
                foreach (var part in table.Parts) unsure[part] |= Bit(period);
        return (series, period) => plain(series, period) is { } answer ? (unsure[series] & Bit(period)) != 0 ? Answer.Blank : answer : null;
    }

    private static bool TellsTooMuch(Answer whole, Answer[] parts)
    {
        var (low, high) = (parts.Sum(p => p.Low), parts.Sum(p => p.High));
        return parts.Any(p => p.IsHidden && Math.Min(p.High, whole.High - (low - p.Low)) - Math.Max(p.Low, whole.Low - (high - p.High)) + 1 < Enough);
    }
}
