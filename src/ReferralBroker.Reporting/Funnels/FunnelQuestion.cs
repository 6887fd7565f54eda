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
public sealed record FunnelQuestion(DateOnly From, DateOnly To, Basis Basis, DateOnly? AsAt) : ReportQuestion(From, To, AsAt)
{
    /// <summary>The same question narrowed to a value.</summary>
    public FunnelQuestion With(Dimension dimension, string? value) => value is null ? this : this with { Only = Only.SetItem(dimension, value) };

    /// <summary>Whether conversations have a place in it: they go to no service.</summary>
    public bool HasConversations => !Narrowed.Any(n => Dimensions.OfReferralsOnly.Contains(n.Key));
}
