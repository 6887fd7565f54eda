using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Outcomes;

/// <summary>A figure that a framework outside the broker defines, with its definition as code.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="Framework">Who defines it.</param>
/// <param name="Name">In a few words.</param>
/// <param name="Definition">What counts, in plain words.</param>
/// <param name="Source">Where it is laid down.</param>
/// <param name="Version">Which version of the definition this is, by the day from which it holds here.</param>
public sealed record Measure(string Code, string Framework, string Name, string Definition, string Source, DateOnly Version)
{
    /// <summary>The share that is aimed at, in whole per cent; null where there is none.</summary>
    public int? Target { get; init; }

    /// <summary>Whether the target is the most there should be, and not the least.</summary>
    public bool IsTargetMost { get; init; }

    /// <summary>Whether a share of two figures as they may leave is on target: null where there is no target or no share, and where rounding leaves it open.</summary>
    /// <param name="part">The figure that counts.</param>
    /// <param name="whole">What it is a share of.</param>
    /// <param name="policy">By what they leave.</param>
    public bool? IsMetBy(Figure part, Figure whole, DisclosurePolicy policy)
    {
        if (Target is not { } target || part.Value is null || whole.Value is not > 0) return null;
        var (low, high) = policy.ShareBehind(part, whole);
        bool Meets(decimal share) => IsTargetMost ? 100 * share <= target : 100 * share >= target;
        return Meets(low) == Meets(high) ? Meets(low) : null;
    }
}

/// <summary>A measure with how it is counted.</summary>
/// <param name="Measure">What it is.</param>
/// <param name="Part">What counts.</param>
/// <param name="Whole">What it is a share of; null where it is a count.</param>
internal sealed record CountedMeasure(Measure Measure, Condition Part, Condition? Whole = null);
