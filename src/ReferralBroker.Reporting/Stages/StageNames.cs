using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Reporting.Stages;

/// <summary>What is counted.</summary>
public enum Unit
{
    Conversation,

    /// <summary>A root referral: a chain of redirects and re-matches counts once.</summary>
    RootReferral,

    /// <summary>A referral by itself, also where it was passed on.</summary>
    Referral,

    /// <summary>A person, whichever of their records and referrals it came by.</summary>
    Person,
}

/// <summary>A stage that something reaches.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="Unit">What reaches it.</param>
/// <param name="Name">In a few words.</param>
/// <param name="Definition">When it is reached, in plain words.</param>
/// <param name="Source">Where the definition comes from.</param>
/// <param name="Version">Which version of the definition this is, by the day from which it holds.</param>
/// <param name="IsLoss">Whether it is a way out, not a step forward.</param>
/// <param name="IsAside">Whether it stands beside the steps: the next step is not a share of it.</param>
public sealed record Stage(string Code, Unit Unit, string Name, string Definition, string Source, DateOnly Version, bool IsLoss = false, bool IsAside = false)
{
    /// <summary>The journeys that have it: those with this milestone, or every one.</summary>
    public Milestone? Milestone { get; init; }

    /// <summary>Whether it is a step from the one before: neither a way out, nor what is wrong with where it stands.</summary>
    public bool IsStep => !IsLoss && !HasReasons;

    /// <summary>Whether a reason is kept with it: why it went a way out, or what is awaited.</summary>
    public bool HasReasons { get; init; }

    /// <summary>What it meant before this version; null where this is the first.</summary>
    public string? Before { get; init; }

    internal UsedDefinition AsUsed => new(Code, Version);

    public bool Has(Journey journey) => Milestone is not { } milestone || journey.Has(milestone);
}

/// <summary>The stages of a conversation and of a referral, with their definitions.</summary>
public static class StageNames
{
    private static readonly DateOnly First = new(2026, 4, 1);
    private static readonly DateOnly Second = new(2026, 11, 1);
    private static readonly DateOnly Third = new(2026, 11, 23);
    private const string Plan = "Nottingham delivery plan 2025-2028, logic model outputs";
    private const string Broker = "Referral Broker, states of a referral";

    public static readonly Stage Conversation = new("conversation", Unit.Conversation, "Conversations", "A work-and-health conversation was recorded.", Plan, First);
    public static readonly Stage Offered = new("offered", Unit.Conversation, "Support offered", "Support was offered in it.", Plan, First);
    public static readonly Stage Agreed = new("agreed", Unit.Conversation, "Referral agreed", "The person agreed to be referred.", Plan, First);
    public static readonly Stage ReferralSent = new("referral-sent", Unit.Conversation, "Led to a referral", "At least one referral was sent that came of it.", Plan, First);
    public static readonly Stage Advised = new("advice-given", Unit.Conversation, "Advice given", "Advice was given in it.", Plan, First, IsLoss: true);
    public static readonly Stage Signposted = new("signposted", Unit.Conversation, "Signposted", "The person was told of a service and nothing was sent.", Plan, First, IsLoss: true);
    public static readonly Stage OfferDeclined = new("offer-declined", Unit.Conversation, "Offer declined", "The person declined what was offered.", Plan, First, IsLoss: true) { HasReasons = true };

    public static readonly Stage Sent = new("sent", Unit.RootReferral, "Referrals sent", "A referral was sent to a service.", Plan, First);
    public static readonly Stage Received = new("received", Unit.RootReferral, "Received", "The service acknowledged it, or acted on it.", Broker, First);
    public static readonly Stage Accepted = new("accepted", Unit.RootReferral, "Accepted", "The service took it on; an acceptance undone does not count.", Broker, First);
    public static readonly Stage FirstContact = new("first-contact", Unit.RootReferral, "First contact",
        "The person was first reached directly: face to face, by telephone, talk type or video, and attended.", "MHSDS, access to IPS (MHS116): mechanisms 01, 02, 04, 11", First);
    public static readonly Stage Engaged = new("engaged", Unit.RootReferral, "Engaged", "The vocational profile was started; for advice, a case was opened.", "IPS Grow reporting tool, engaged; for advice the plan's own", Second) { Before = "The vocational profile was started; advice cases were not counted." };

    public static readonly Stage JobStart = new("job-start", Unit.RootReferral, "Started work",
        "First job only, from the day by which four paid hours had been worked; a job confirmed at 13 weeks without that day counts from its start.", "IPS Grow reporting tool, supported into work", First)
    { Milestone = Milestone.Job };
    public static readonly Stage Threshold = new("ipspc-threshold", Unit.RootReferral, "Threshold job outcome",
        "At least 7 hours a week for 13 weeks within 16, paid at least the National Living Wage rate for the person's age.", "DWP, IPS in Primary Care grant guidance, updated 18 December 2023", First, IsAside: true)
    { Milestone = Milestone.Job };
    public static readonly Stage Sustained13 = new("sustained-13-weeks", Unit.RootReferral, "In work at 13 weeks", "A job was confirmed as worked 13 weeks after its start.", "IPS Grow key performance framework V8, sustainment", First)
    { Milestone = Milestone.Job };
    public static readonly Stage Sustained26 = new("sustained-26-weeks", Unit.RootReferral, "In work at 26 weeks", "A job was confirmed as worked 26 weeks after its start.", "Nottingham delivery plan 2025-2028, to be confirmed", First)
    { Milestone = Milestone.Job };

    public static readonly Stage PlanToKeepJob = new("plan-to-keep-job", Unit.RootReferral, "Plan to keep the job", "A plan was agreed with the person to keep the job that is at risk.", Broker, Second)
    { Milestone = Milestone.Retention };
    public static readonly Stage Retained13 = new("retained-13-weeks", Unit.RootReferral, "Job kept at 13 weeks", "The job at risk was confirmed as still held 13 weeks after the plan.", "Nottingham delivery plan 2025-2028, to be confirmed", Second)
    { Milestone = Milestone.Retention };
    public static readonly Stage Retained26 = new("retained-26-weeks", Unit.RootReferral, "Job kept at 26 weeks", "The job at risk was confirmed as still held 26 weeks after the plan.", "Nottingham delivery plan 2025-2028, to be confirmed", Second)
    { Milestone = Milestone.Retention };

    public static readonly Stage CaseAdvice = new("case-advice-given", Unit.RootReferral, "Advice given in the case", "The advice service gave advice.", "Nottingham delivery plan 2025-2028, to be confirmed", Second)
    { Milestone = Milestone.AdviceCase };
    public static readonly Stage FinancialGain = new("financial-gain", Unit.RootReferral, "Financial gain",
        "A financial gain was recorded. Its pounds are what those cases gain a year; what is gained once is left out.", "Nottingham delivery plan 2025-2028, to be confirmed", Second)
    { Milestone = Milestone.FinancialGain };

    public static readonly Stage Declined = new("declined", Unit.RootReferral, "Declined", "The service, or the person to the service, declined it.", Broker, First, IsLoss: true) { HasReasons = true };
    public static readonly Stage Recalled = new("recalled", Unit.RootReferral, "Recalled", "The referrer took it back after the service stayed silent.", Broker, First, IsLoss: true);
    public static readonly Stage Redirected = new("redirected", Unit.RootReferral, "Redirected", "The service passed it on to another one.", Broker, First, IsLoss: true) { HasReasons = true };
    public static readonly Stage Withdrawn = new("withdrawn", Unit.RootReferral, "Withdrawn", "The referrer took it back.", Broker, First, IsLoss: true) { HasReasons = true };
    public static readonly Stage Closed = new("closed", Unit.RootReferral, "Closed", "Support ended.", Broker, First, IsLoss: true) { HasReasons = true };

    public static readonly Stage Overdue = new("overdue", Unit.RootReferral, "Overdue",
        "Somebody was to act by this day, and had not by the day the report stands at.", Broker, Third, IsAside: true)
    { HasReasons = true };

    /// <summary>Every stage, in the order of the funnel.</summary>
    public static readonly IReadOnlyList<Stage> All =
    [
        Conversation, Offered, Agreed, ReferralSent, Advised, Signposted, OfferDeclined,
        Sent, Received, Accepted, FirstContact, Engaged, JobStart, Threshold, Sustained13, Sustained26,
        PlanToKeepJob, Retained13, Retained26, CaseAdvice, FinancialGain,
        Declined, Recalled, Redirected, Withdrawn, Closed, Overdue,
    ];

    /// <summary>A stage by its code: each is used once.</summary>
    public static Stage Of(string code) => ByCode[code];

    private static readonly IReadOnlyDictionary<string, Stage> ByCode = All.ToDictionary(s => s.Code);
}
