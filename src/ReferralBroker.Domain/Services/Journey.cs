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
        [Milestone.Profile, Milestone.ActionPlan, Milestone.EmployerContact, Milestone.Job, Milestone.Training, Milestone.Advice])
    { OwesEmployerContact = true };

    /// <summary>Supported employment as Connect to Work gives it to people who are out of work.</summary>
    public static readonly Journey SupportedEmployment = new("supported-employment", "Supported employment",
        [Milestone.Profile, Milestone.ActionPlan, Milestone.EmployerContact, Milestone.Job, Milestone.Training, Milestone.Advice])
    { OwesEmployerContact = true };

    /// <summary>Keeping a job that is at risk. It never starts one: a plan is agreed to keep the job, and the job is confirmed as kept.</summary>
    public static readonly Journey Retention = new("retention", "Staying in work",
        [Milestone.Profile, Milestone.ActionPlan, Milestone.EmployerContact, Milestone.Retention, Milestone.Training, Milestone.Advice]);

    /// <summary>Advice on money, benefits, debt or rights at work. It opens a case, not a vocational profile.</summary>
    public static readonly Journey Advice = new("advice", "Money and employment advice",
        [Milestone.AdviceCase, Milestone.Advice, Milestone.FinancialGain]);

    /// <summary>The Good Employment Hub brings people together with employers who want to recruit inclusively.</summary>
    public static readonly Journey EmployerHub = new("employer-hub", "Good Employment Hub",
        [Milestone.Profile, Milestone.EmployerContact, Milestone.Job, Milestone.Training]);

    /// <summary>Every journey there is.</summary>
    public static readonly IReadOnlyList<Journey> All = [Ips, SupportedEmployment, Retention, Advice, EmployerHub];

    private static readonly ImmutableDictionary<string, Journey> Known = All.ToImmutableDictionary(j => j.Code);

    /// <summary>Whether an employer must be contacted within a time from the vocational profile.</summary>
    public bool OwesEmployerContact { get; private init; }

    public static IEnumerable<string> Codes => All.Select(j => j.Code);

    public static Journey? Find(string code) => Known.GetValueOrDefault(code);

    public bool Has(Milestone milestone) => Milestones.Contains(milestone);
}
