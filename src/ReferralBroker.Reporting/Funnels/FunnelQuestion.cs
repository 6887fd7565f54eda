namespace ReferralBroker.Reporting.Funnels;

/// <summary>On what a funnel is based.</summary>
public enum Basis
{
    /// <summary>Of those that began in the period, how many have since reached each stage.</summary>
    Cohort,

    /// <summary>How many reached each stage in the period, whenever they began.</summary>
    Activity,
}

/// <summary>What a funnel is broken down by.</summary>
public enum Breakdown
{
    None,
    Journey,
    Service,
    Setting,
    Organisation,
    Month,
}

/// <summary>A question for a funnel.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Basis">Cohort or activity.</param>
/// <param name="By">The breakdown.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record FunnelQuestion(DateOnly From, DateOnly To, Basis Basis, Breakdown By, DateOnly? AsAt)
{
    /// <summary>Only what this organisation sent.</summary>
    public Guid? Organisation { get; init; }

    /// <summary>Only what went to this provider.</summary>
    public Guid? Provider { get; init; }

    /// <summary>Only what went to this service.</summary>
    public Guid? Service { get; init; }

    /// <summary>Only what follows this journey, by its code.</summary>
    public string? Journey { get; init; }

    /// <summary>Only what came of this setting.</summary>
    public string? Setting { get; init; }
}
