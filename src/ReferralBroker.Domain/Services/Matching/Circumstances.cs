using System.Collections.Immutable;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Services.Matching;

/// <summary>Where somebody stands with work, as a clinician would say it.</summary>
public enum WorkSituation
{
    OutOfWork,

    /// <summary>Has a job and is off sick from it, or has just come back.</summary>
    OffSick,

    /// <summary>In work, and at risk of losing it.</summary>
    AtRisk,

    InWork,

    InEducationOrTraining,
}

/// <summary>Who looks after somebody's health.</summary>
public enum Care
{
    GeneralPractice,
    PrimaryCareMentalHealth,
    SecondaryMentalHealth,
}

/// <summary>What in somebody's life makes support open to them. The groups are those of Connect to Work.</summary>
public enum LifeCircumstance
{
    Disability,

    /// <summary>A long-term or mental health condition; the person's own word is enough.</summary>
    HealthCondition,
    CareLeaver,
    Carer,
    SeriousViolence,
    OffenderOrExOffender,
    Homeless,
    ArmedForces,
    DrugOrAlcoholDependence,
    Refugee,
    DomesticAbuse,
    ModernSlavery,
}

/// <summary>What somebody needs and how they live, without saying who they are. What is left out is not known, and is not guessed.</summary>
/// <param name="Needs">What they want help with, at least one.</param>
/// <param name="Age">In whole years.</param>
/// <param name="Work">Where they stand with work.</param>
/// <param name="Care">Who looks after their health; empty means nobody.</param>
/// <param name="Life">What in their life makes support open to them; empty means none of it.</param>
/// <param name="MultipleDisadvantage">Whether they meet severe and multiple disadvantage.</param>
/// <param name="LivesInNottingham">Whether they live in the city.</param>
/// <param name="MayWorkInTheUk">Whether they have the right to work in the United Kingdom.</param>
/// <param name="OnAnotherProgramme">Whether they are on another employment programme at present.</param>
public sealed record Circumstances(
    ImmutableArray<Need> Needs,
    int? Age = null,
    WorkSituation? Work = null,
    ImmutableArray<Care>? Care = null,
    ImmutableArray<LifeCircumstance>? Life = null,
    MultipleDisadvantage? MultipleDisadvantage = null,
    bool? LivesInNottingham = null,
    bool? MayWorkInTheUk = null,
    bool? OnAnotherProgramme = null)
{
    /// <summary>No, if nothing can be matched by them.</summary>
    public Refusal? Refuses() =>
        Needs.IsDefaultOrEmpty ? Refusals.Missing("needs")
        : Age is < 0 or > 130 ? Refusals.OutOfRange("age", "a number of years from 0 to 130")
        : null;
}
