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
}

/// <summary>A measure with how it is counted.</summary>
/// <param name="Measure">What it is.</param>
/// <param name="Part">What counts.</param>
/// <param name="Whole">What it is a share of; null where it is a count.</param>
internal sealed record CountedMeasure(Measure Measure, Condition Part, Condition? Whole = null);
