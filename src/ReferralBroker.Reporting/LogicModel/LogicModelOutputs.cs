using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>An output of the delivery plan's logic model.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="Name">In a few words.</param>
/// <param name="Unit">What is counted; null where nothing is counted yet.</param>
/// <param name="Definition">What counts, in plain words.</param>
/// <param name="Source">Where it is laid down.</param>
/// <param name="Version">Which version of the definition this is, by the day from which it holds.</param>
public sealed record LogicModelOutput(string Code, string Name, Unit? Unit, string Definition, string Source, DateOnly Version)
{
    /// <summary>What the plan aims at, in words: it names no numbers.</summary>
    public string Target { get; init; } = "more";

    /// <summary>The stage whose run chart is nearest to it; null where there is none.</summary>
    public string? Trend { get; init; }

    /// <summary>The journey that its run chart is narrowed to, and then is of the same; null where it is of more than the output counts.</summary>
    public string? TrendJourney { get; init; }
}

/// <summary>The outputs, with their definitions.</summary>
public static class LogicModelOutputs
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private const string Plan = "Nottingham delivery plan 2025-2028, logic model outputs";

    public static readonly LogicModelOutput Conversations = new("conversations", "Work-and-health conversations held in health and care", Unit.Conversation,
        "Conversations recorded in a practice or a mental health setting and held in the period. One in the community or elsewhere is left out, and so is one entered in error.", Plan, First)
    { Trend = StageNames.Conversation.Code };

    public static readonly LogicModelOutput Referrals = new("referrals", "Referrals from health and care to employment services", Unit.RootReferral,
        "Referrals from a practice or a mental health team, counted once however often they were passed on, on the day they first went to an employment service: Individual Placement and Support, Connect to Work, or help to stay in work. Self-referrals, advice and the Good Employment Hub are left out.", Plan, First)
    { Trend = StageNames.Sent.Code };

    public static readonly LogicModelOutput Engagements = new("engagements-with-ips", "Engagements with Individual Placement and Support", Unit.RootReferral,
        "Referrals on which a vocational profile was started with an Individual Placement and Support service, on the day it first was.", Plan, First)
    { Trend = StageNames.Engaged.Code, TrendJourney = Journey.Ips.Code };

    public static readonly LogicModelOutput Progressed = new("people-into-employment", "People progressing to employment", Unit.Person,
        "People whose first job start through any service falls in the period: four paid hours worked, or confirmed at 13 weeks. Somebody with several referrals, jobs or records counts once. A job kept is no job started.", Plan, First)
    { Trend = StageNames.JobStart.Code };

    public static readonly LogicModelOutput Employers = new("employers-with-hub", "Employers engaging with the Good Employment Hub", null,
        "Not counted yet: employers are not recorded in the broker so far.", Plan, First);

    /// <summary>Every output, in the order of the plan.</summary>
    public static readonly IReadOnlyList<LogicModelOutput> All = [Conversations, Referrals, Engagements, Progressed, Employers];
}
