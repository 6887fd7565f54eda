using System.Text.Json.Nodes;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>Events as a timeline tells them: what happened, in the past tense.</summary>
public static class EventWords
{
    /// <summary>What happened.</summary>
    public static string Title(TimelineEntry entry) => NameOf(entry.Event) switch
    {
        "sent" => "Referral sent",
        "received" => "The service said that it has arrived",
        "information-requested" => "The service asked a question",
        "information-provided" => "The referrer answered",
        "accepted" => "Accepted",
        "acceptance-undone" => "Acceptance undone",
        "declined" => "Declined",
        "person-told" => "The person was told",
        "redirected" => "Passed on to another service",
        "rematched" => "Sent to another service",
        "withdrawn" => "Withdrawn",
        "recalled" => "Taken back, because the service was silent",
        "assigned" => "Given to a worker",
        "contact-recorded" => entry.Details["reached"]?.GetValue<bool>() == false ? "Tried to reach the person" : "In contact with the person",
        "appointment-booked" => "Appointment booked",
        "appointment-attended" => "Appointment attended",
        "appointment-missed" => "Appointment missed",
        "appointment-cancelled" => "Appointment cancelled",
        "profile-started" => "Vocational profile started",
        "action-plan-agreed" => "Action plan agreed",
        "employer-contacted" => "Spoke to an employer",
        "job-started" => "Started a job",
        "job-ended" => "A job ended",
        "employment-confirmed" => "Still in work: confirmed",
        "training-started" => "Started training or education",
        "advice-given" => "Advice given",
        "advice-case-opened" => "Advice case opened",
        "employment-retained" => "Still in the job that was at risk: confirmed",
        "financial-gain-recorded" => "Better off",
        "financial-gain-corrected" => "Correction of a gain",
        "paused" => "Paused",
        "resumed" => "Went on after a pause",
        "closed" => "Closed",
        "reopened" => "Reopened",
        "note-added" => "Note",
        "message-sent" => "Message",
        "corrected" => "Correction",
        "entered-in-error" => "Entered in error",
        "overdue" => "The next step became overdue",
        var other => CodeWords.Spoken(other),
    };

    /// <summary>Whether a later entry puts right what this one says.</summary>
    public static bool IsCorrected(TimelineEntry entry, IEnumerable<TimelineEntry> timeline) =>
        Corrects(entry) is { } thing && timeline.Any(later => later.Version > entry.Version && NameOf(later.Event) is "corrected" or "financial-gain-corrected" && Corrects(later) == thing);

    /// <summary>What an entry states that can be put right, by the id it has; the need has none.</summary>
    private static string? Corrects(TimelineEntry entry) => NameOf(entry.Event) switch
    {
        "contact-recorded" => entry.Details["contact"]?.ToString(),
        "job-started" => entry.Details["job"]?.ToString(),
        "financial-gain-recorded" or "financial-gain-corrected" => entry.Details["gain"]?.ToString(),
        "corrected" => (entry.Details["contact"]?["contact"] ?? entry.Details["job"]?["job"])?.ToString(),
        _ => null,
    };

    /// <summary>Whether it is part of the talk between both sides.</summary>
    public static bool IsMessage(TimelineEntry entry) => NameOf(entry.Event) is "message-sent" or "information-requested" or "information-provided";

    /// <summary>What was said in it; null where it says nothing or this viewer may not read it.</summary>
    public static string? Said(TimelineEntry entry) => Texts(entry).Select(field => entry.Details[field]).OfType<JsonValue>().Select(v => v.ToString()).FirstOrDefault();

    /// <summary>The rest of what it holds, line by line.</summary>
    public static IReadOnlyList<(string Label, string Value)> Lines(TimelineEntry entry) =>
        [.. entry.Details.Where(d => !Texts(entry).Contains(d.Key)).SelectMany(d => Lines(NameOf(entry.Event), d.Key, d.Value))];

    /// <summary>The fields that hold what somebody wrote.</summary>
    private static string[] Texts(TimelineEntry entry) => NameOf(entry.Event) == "closed" ? ["note"] : ["text", "question", "answer", "note", "outcome", "why", "goal"];

    // Ids, and what stands elsewhere on the page or in the title itself.
    private static readonly HashSet<string> Silent =
    [
        "due", "reached", "person", "service", "provider", "referrer", "root", "previous", "hop", "conversation", "reference", "clocks", "journey", "referredBy", "sharedUnder",
        "appointment", "plan", "advice", "training", "message", "to", "needSummary", "healthDetail", "riskDetail", "despite", "actor", "awaited", "risks", "setting", "source",
    ];

    private static IEnumerable<(string, string)> Lines(string happened, string field, JsonNode? value) => value switch
    {
        null => [],
        _ when Silent.Contains(field) || (happened, field) is ("sent", "need") => [],
        JsonObject inner => inner.SelectMany(p => Lines(happened, p.Key, p.Value)),
        JsonArray { Count: 0 } => [],
        JsonArray several => [(Label(field), string.Join(", ", several.Select(v => Value(happened, field, v!.ToString()))))],
        _ when Guid.TryParse(value.ToString(), out _) => [],
        _ => [(Label(field), Value(happened, field, value.ToString()))],
    };

    private static string Label(string field) => field switch
    {
        "on" => "Date",
        "at" => "Time",
        "medium" => "How",
        "by" => "Decided by",
        "fourPaidHoursOn" => "First 4 paid hours by",
        _ => CodeWords.Spoken(field),
    };

    private static string Value(string happened, string field, string value) => (happened, field) switch
    {
        _ when value is "true" => "Yes",
        _ when value is "false" => "No",
        (_, "medium") => CodeWords.Of<ContactMedium>(value),
        (_, "by") => CodeWords.Of<DeclinedBy>(value),
        (_, "need" or "about") => CodeWords.Of<Need>(value),
        (_, "visibility") => CodeWords.Of<NoteVisibility>(value),
        (_, "wageBasis") => CodeWords.Of<WageBasis>(value),
        (_, "evidence") => CodeWords.Of<EmploymentEvidence>(value),
        (_, "areas") => CodeWords.Of<AdviceArea>(value),
        (_, "basis") => CodeWords.Of<GainBasis>(value),
        (_, "kind") => CodeWords.Of<GainKind>(value),
        ("declined", "reason") => CodeWords.Of<DeclineReason>(value),
        ("redirected", "reason") => CodeWords.Of<RedirectReason>(value),
        ("withdrawn", "reason") => CodeWords.Of<WithdrawReason>(value),
        ("paused", "reason") => CodeWords.Of<PauseReason>(value),
        ("closed", "reason") => CodeWords.Of<CloseReason>(value),
        ("closed", "outcome") => CodeWords.Of<CloseOutcome>(value),
        _ when DateOnly.TryParseExact(value, "yyyy-MM-dd", out var day) => DateWords.Of(day),
        (_, "at") when TimeOnly.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var time) => DateWords.Of(time),
        _ => value,
    };

    /// <summary>referral.sent.v1 becomes sent.</summary>
    public static string NameOf(string stored) => stored.Split('.') is [_, var name, ..] ? name : stored;
}
