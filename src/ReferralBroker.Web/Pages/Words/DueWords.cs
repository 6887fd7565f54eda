using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>Whose move it is, at what, by when.</summary>
public static class DueWords
{
    /// <summary>What the next actor is waited for.</summary>
    public static string Of(Awaited awaited) => awaited switch
    {
        Awaited.Acknowledgement => "Say that it has arrived, or decide",
        Awaited.Decision => "Accept or decline",
        Awaited.Answer => "Answer the question",
        Awaited.FirstContact => "First contact",
        Awaited.FirstMeeting => "First meeting",
        Awaited.Profile => "Vocational profile",
        Awaited.AdviceCase => "Open an advice case",
        Awaited.EmployerContact => "First contact with an employer",
        Awaited.Contact => "Next contact",
        Awaited.Confirmation13Weeks => "Check at 13 weeks in work",
        Awaited.Confirmation26Weeks => "Check at 26 weeks in work",
        Awaited.Review => "Review",
        Awaited.Resumption => "Review of the pause",
        Awaited.TellingThePerson => "Tell the person",
        Awaited.NextStep => "Find another way",
        _ => "Nothing",
    };

    /// <summary>By when, and what the distance means: "Overdue by 3 days", "Due today".</summary>
    public static string When(DateOnly due, DateOnly today) => (due.DayNumber - today.DayNumber) switch
    {
        < 0 and var late => $"Overdue by {DateWords.Days(-late)}",
        0 => "Due today",
        1 => "Due tomorrow",
        var ahead => $"Due in {ahead} days",
    };

    /// <summary>What is left to do where the person no longer agrees: nobody can go on with it.</summary>
    public const string AgreementWithdrawn = "End it: the person has withdrawn their agreement";

    /// <summary>The same to the person, who was promised it.</summary>
    public const string YouWithdrew = "You withdrew what you agreed to. They get in touch with you no more about this.";

    /// <summary>The same to the person it is about, who is not to be told what staff do.</summary>
    public static string ForThePerson(Awaited awaited, DateOnly? due, string service, string referrer)
    {
        var by = due is { } day ? $" by {DateWords.Of(day)}" : "";
        return awaited switch
        {
            Awaited.Acknowledgement or Awaited.Decision => $"{service} reads this{by}. Then it says whether it can help you.",
            Awaited.Answer => $"{service} asked {referrer} something, which is answered{by}.",
            Awaited.FirstContact => $"{service} gets in touch with you{by}.",
            Awaited.FirstMeeting => $"{service} meets you{by}.",
            Awaited.TellingThePerson or Awaited.NextStep => $"{service} cannot help this time. {referrer} talks to you about what else there is{by}.",
            Awaited.Resumption => $"Your support is paused. {service} looks at it again{by}.",
            Awaited.Nothing => "Nothing more is to be done.",
            _ => $"{service} takes the next step with you{by}.",
        };
    }

    /// <summary>Who acts next and by when, in one sentence.</summary>
    /// <param name="next">Whose move it is.</param>
    /// <param name="awaited">At what.</param>
    /// <param name="due">By when.</param>
    /// <param name="today">The day it is said.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="referrer">The referrer's name.</param>
    public static string Sentence(NextActor next, Awaited awaited, DateOnly? due, DateOnly today, string service, string referrer)
    {
        if (next == NextActor.Nobody) return "Nobody has to do anything next.";
        var who = next == NextActor.Service ? service : referrer;
        var what = Of(awaited);
        what = char.ToLowerInvariant(what[0]) + what[1..];
        return due is not { } day ? $"{who} must act next: {what}."
            : day < today ? $"{who} must act next: {what}. It was due on {DateWords.Of(day)} and is overdue by {DateWords.Days(today.DayNumber - day.DayNumber)}."
            : $"{who} must act next: {what}, by {DateWords.Of(day)}.";
    }
}
