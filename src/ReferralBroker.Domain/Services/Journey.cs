using System.Collections.Immutable;

namespace ReferralBroker.Domain.Services;

/// <summary>A step that belongs to some journeys and not to others.</summary>
public enum Milestone
{
    Profile,
    ActionPlan,
    EmployerContact,
    Job,
    Training,
    Advice,
    AdviceCase,
    FinancialGain,
    Retention,
}

/// <summary>What a service does with a referral: which milestones it has. A milestone of another journey is refused.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="Name">In words.</param>
/// <param name="Milestones">The steps it knows.</param>
public sealed record Journey(string Code, string Name, ImmutableHashSet<Milestone> Milestones)
{
    /// <summary>Individual Placement and Support: primary care, secondary mental health, severe and multiple disadvantage.</summary>
    public static readonly Journey Ips = new("ips", "Individual Placement and Support",
        [Milestone.Profile, Milestone.ActionPlan, Milestone.EmployerContact, Milestone.Job, Milestone.Training, Milestone.Advice]);

    private static readonly ImmutableDictionary<string, Journey> Known = new[] { Ips }.ToImmutableDictionary(j => j.Code);

    public static IEnumerable<string> Codes => Known.Keys.Order(StringComparer.Ordinal);

    public static Journey? Find(string code) => Known.GetValueOrDefault(code);

    public bool Has(Milestone milestone) => Milestones.Contains(milestone);
}
