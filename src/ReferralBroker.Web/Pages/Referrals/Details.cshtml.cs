using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Forms;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>A referral: whose it is, what is asked, what may not be overlooked, who acts next, and everything that can be done now.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class DetailsModel(ReferralReferences references, Reader reader, DirectoryQueries directory, Dispatcher dispatcher) : ReferralPage(references, reader, directory)
{
    // These have a place of their own on the page.
    private static readonly string[] Placed = [Accept.Verb, Decline.Verb, SendMessage.Verb, "re-match", Domain.Referrals.Redirect.Verb, Correct.Verb];

    /// <summary>What somebody writes to the other side.</summary>
    [BindProperty]
    public string? Text { get; set; }

    /// <summary>What else can be done now.</summary>
    public IReadOnlyList<VerbForm> Actions => [.. VerbForms.All.Where(f => !Placed.Contains(f.Verb) && Can(f.Verb) && !(f.Verb == RequestInformation.Verb && Can(Accept.Verb)) && f.Verb != Next?.Verb)];

    /// <summary>The one thing that is waited for, where it is this viewer's to do and has a page of its own.</summary>
    public VerbForm? Next => Can(Accept.Verb) || MustEnd is not null ? null : Waited() is { } verb && Can(verb) ? VerbForms.Find(verb) : null;

    private string? Waited() => Referral.Awaited switch
    {
        Awaited.Answer => ProvideInformation.Verb,
        Awaited.FirstContact or Awaited.Contact => RecordContact.Verb,
        Awaited.FirstMeeting => Referral.Appointments.Any(a => a.Attendance is null) ? RecordAttendance.Verb : BookAppointment.Verb,
        Awaited.Profile => StartProfile.Verb,
        Awaited.AdviceCase => OpenAdviceCase.Verb,
        Awaited.EmployerContact => RecordEmployerContact.Verb,
        Awaited.Confirmation13Weeks or Awaited.Confirmation26Weeks => Can(ConfirmEmployment.Verb) ? ConfirmEmployment.Verb : RecordRetention.Verb,
        Awaited.Resumption => Resume.Verb,
        Awaited.TellingThePerson => RecordTold.Verb,
        _ => null,
    };

    /// <summary>How this viewer ends a referral whose person no longer agrees, that goes on all the same; null where there is nothing to end.</summary>
    public string? MustEnd => !Referral.Sharing.Withdrawn || Referral.NextActor == NextActor.Nobody || Referral.State == ReferralStatus.Declined ? null
        : Can(Decline.Verb) ? "Decline it, as the person decided."
        : Can(Close.Verb) ? "Close it."
        : Referral.AcceptedOn is null && Can(Withdraw.Verb) ? "Withdraw it. If they agree anew, send it again."
        : "The other side ends it.";

    /// <summary>Whether they may open the record of somebody they no longer see, in an emergency.</summary>
    public bool MayBreakGlass => Rights.Holds(HttpContext.Member()!, Right.BreakGlass);

    private TimelineEntry? LastDeclined => Referral.State == ReferralStatus.Declined ? Referral.Timeline.LastOrDefault(e => EventWords.NameOf(e.Event) == "declined") : null;

    /// <summary>Who decided that it is declined, and why.</summary>
    public string? Declined => LastDeclined is not { } declined ? null
        : $"Declined by {CodeWords.Of<DeclinedBy>(declined.Details["by"]?.ToString()).ToLowerInvariant()}: {CodeWords.Of<DeclineReason>(declined.Details["reason"]?.ToString()).ToLowerInvariant()}.";

    /// <summary>What whoever declined it wrote, as far as this viewer may read it.</summary>
    public string? DeclinedNote => LastDeclined is { } declined ? EventWords.Said(declined) : null;

    public IReadOnlyList<TimelineEntry> Messages => [.. Referral.Timeline.Where(EventWords.IsMessage)];

    /// <summary>What the referrer wrote when it was sent, as far as this viewer may read it.</summary>
    public IReadOnlyList<(string Label, string Text)> Written => [.. new[] { ("needSummary", "What they need"), ("healthDetail", "What of their health matters"), ("despite", "Why it was sent all the same") }
        .Select(f => (f.Item2, SentWith(f.Item1))).Where(f => f.Item2 is not null)!];

    /// <summary>What was said about the risks: it stands with them, where nobody passes it by.</summary>
    public string? RiskDetail => SentWith("riskDetail");

    private string? SentWith(string field) => Referral.Timeline is [var sent, ..] ? (sent.Details[field] as JsonValue)?.ToString() : null;

    public async Task<IActionResult> OnGetAsync() => await ReadAsync("referral") is { } not ? not : Page();

    /// <summary>Accepts it, as whoever presses the button.</summary>
    public async Task<IActionResult> OnPostAcceptAsync()
    {
        if (await ReadAsync(Accept.Verb) is { } not) return not;
        return await AnswerAsync(await dispatcher.ReferralAsync(Referral.Id, new Accept(By.User), Envelope(), Stop), done => Done(Address(), VerbForms.Find(Accept.Verb)!.Done, done.Position), () => ReadAsync(Accept.Verb));
    }

    /// <summary>Writes to the other side.</summary>
    public async Task<IActionResult> OnPostMessageAsync()
    {
        if (await ReadAsync(SendMessage.Verb) is { } not) return not;
        if (string.IsNullOrWhiteSpace(Text))
        {
            Wrong(nameof(Text), "Write a message first");
            return await AgainAsync(Nothing);
        }
        // Somebody else's step in between does not make a message wrong.
        return await AnswerAsync(await dispatcher.ReferralAsync(Referral.Id, new SendMessage(Domain.Personal.Of(Text)), Envelope() with { ExpectedVersion = null }, Stop),
            done => Done($"{Address()}#messages", VerbForms.Find(SendMessage.Verb)!.Done, done.Position), () => ReadAsync(SendMessage.Verb), ("text", nameof(Text)));
    }
}
