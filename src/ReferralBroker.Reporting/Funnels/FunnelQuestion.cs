using System.Collections.Immutable;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>On what a funnel is based.</summary>
public enum Basis
{
    /// <summary>Of those that began in the period, how many have since reached each stage.</summary>
    Cohort,

    /// <summary>How many reached each stage in the period, whenever they began.</summary>
    Activity,
}

/// <summary>A question for a funnel.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Basis">Cohort or activity.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record FunnelQuestion(DateOnly From, DateOnly To, Basis Basis, DateOnly? AsAt)
{
    /// <summary>The most dimensions that are crossed.</summary>
    public const int MostCrossed = 2;

    /// <summary>What it is broken down by: nothing, one dimension, or two crossed.</summary>
    public ImmutableArray<Dimension> By { get; init; } = [];

    /// <summary>What it is narrowed to: only what has this value, by its code.</summary>
    public ImmutableSortedDictionary<Dimension, string> Only { get; init; } = ImmutableSortedDictionary<Dimension, string>.Empty;

    /// <summary>What whoever asks may see at all, and is not told of: it is narrowed to this too.</summary>
    public ImmutableSortedDictionary<Dimension, string> Within { get; init; } = ImmutableSortedDictionary<Dimension, string>.Empty;

    /// <summary>The same question narrowed to a value.</summary>
    public FunnelQuestion With(Dimension dimension, string? value) => value is null ? this : this with { Only = Only.SetItem(dimension, value) };

    /// <summary>All that it is narrowed to.</summary>
    internal IEnumerable<KeyValuePair<Dimension, string>> Narrowed => Only.Concat(Within);

    /// <summary>Whether conversations have a place in it: they go to no service.</summary>
    public bool HasConversations => !Narrowed.Any(n => Dimensions.OfReferralsOnly.Contains(n.Key));
}
