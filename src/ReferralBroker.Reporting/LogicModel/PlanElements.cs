namespace ReferralBroker.Reporting.LogicModel;

/// <summary>Where something stands in the logic model, from what is put in to what is to change.</summary>
public enum PlanPart
{
    Inputs,
    Activities,
    Outputs,
    Outcomes,
    Impacts,
}

/// <summary>Something that the delivery plan names, with what the broker knows of it.</summary>
/// <param name="Part">Where it stands.</param>
/// <param name="Words">What it is.</param>
/// <param name="Fed">How the broker counts it; null where nothing feeds it.</param>
/// <param name="Address">Where its figures are read; null where there are none.</param>
public sealed record PlanElement(PlanPart Part, string Words, string? Fed, string? Address);

/// <summary>The logic model of the Nottingham delivery plan 2025-2028, Theme 2, from inputs to impacts. What nothing feeds says so.</summary>
public static class PlanElements
{
    public static readonly IReadOnlyList<PlanElement> All =
    [
        new(PlanPart.Inputs, "Practices, mental health teams and employment and money services that work together", "the directory of the broker", null),
        new(PlanPart.Inputs, "Individual Placement and Support in primary care, in secondary mental health and for severe and multiple disadvantage", "as services of the directory", "/reports?by=service"),
        new(PlanPart.Inputs, "Good Employment Hub, with a post for inclusive recruitment", "as a service of the directory; its post is not recorded", null),
        new(PlanPart.Activities, "Work-and-health conversations in routine appointments", "each conversation", "/reports/trend?stage=conversation"),
        new(PlanPart.Activities, "Referrals into employment and money services, with the person's agreement", "each referral", "/reports/trend?stage=sent"),
        new(PlanPart.Activities, "Employers visited by the Good Employment Hub; Good Work Charter, Disability Confident, Mental Health at Work Commitment and Workplace Healthy Minds", null, null),
        new(PlanPart.Outputs, "Work-and-health conversations held in health and care", "live, above", null),
        new(PlanPart.Outputs, "Referrals from health and care to employment services, those to Individual Placement and Support in primary care among them", "live, above, and by service", "/reports?by=service"),
        new(PlanPart.Outputs, "Engagements with Individual Placement and Support, in secondary mental health among them", "live, above, and by service", "/reports?by=service"),
        new(PlanPart.Outputs, "Employers engaging with the Good Employment Hub, and placements", null, null),
        new(PlanPart.Outcomes, "People progressing to employment", "live, above", null),
        new(PlanPart.Outcomes, "Jobs that last 13 and 26 weeks, and jobs kept", "stages of a referral", "/reports/outcomes"),
        new(PlanPart.Outcomes, "Money gained through advice", "stages of an advice case", "/reports?journey=advice"),
        new(PlanPart.Impacts, "Fewer people economically inactive for ill health", null, null),
        new(PlanPart.Impacts, "Fewer young people not in education, employment or training", null, null),
        new(PlanPart.Impacts, "A smaller gap between wards and groups", "referrals, contacts and job starts by group and place", "/reports/equity"),
    ];
}
