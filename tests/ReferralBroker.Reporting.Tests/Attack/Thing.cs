using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>One referral of a chain, or one conversation: the day of each stage it reached, and its value of each dimension.</summary>
internal sealed record Hop(IReadOnlyDictionary<string, DateOnly> Days, IReadOnlyDictionary<Dimension, string> Values);

/// <summary>What counts as one: a conversation, or a chain of referrals.</summary>
/// <param name="Unit">Which of the two.</param>
/// <param name="Hops">The referrals it is made of.</param>
internal sealed record Thing(Unit Unit, IReadOnlyList<Hop> Hops)
{
    /// <summary>All that a log held at the end of a day; made without the product's own reporting.</summary>
    public static IReadOnlyList<Thing> AllOf(SecondFunnel log, DateOnly asAt) =>
    [
        .. new[] { (Unit: Unit.Conversation, Name: SecondFunnel.Conversations), (Unit: Unit.RootReferral, Name: SecondFunnel.Referrals) }
            .SelectMany(u => log.StandingAt(log.PositionOf(asAt)!.Value, u.Name).GroupBy(s => s.Root).Select(r => new Thing(u.Unit, [.. r.Select(h => new Hop(h.Days, h.Values))]))),
    ];
}
