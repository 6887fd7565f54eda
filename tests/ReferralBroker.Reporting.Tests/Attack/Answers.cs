using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What whoever asks is told of a series and a period; null where the question is refused.</summary>
internal delegate Answer? Answers(int series, Period period);

/// <summary>Ways of answering.</summary>
internal static class Answering
{
    /// <summary>As the policy shows the true count, whatever else was shown.</summary>
    public static Answers Plainly(Counts counts, DisclosurePolicy policy, PeriodRule rule)
    {
        var may = counts.Months.Set(p => rule.MayAsk(counts.Months, p));
        return (series, period) => (may >> counts.Months.NumberOf(period) & 1) != 0 ? Answer.Of(policy.Count(counts.Of(series, period)), policy) : null;
    }
}
