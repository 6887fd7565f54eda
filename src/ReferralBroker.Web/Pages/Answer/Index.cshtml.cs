using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Answering;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Pages.Work;
using Sending = ReferralBroker.Web.Notices.Sending;

namespace ReferralBroker.Web.Pages.Answer;

/// <summary>A team without an account answers one referral, by the link in its message and a code that is sent to the same address.</summary>
[AllowAnonymous]
public sealed class IndexModel(AnswerLinks links, AnswerSession session, Mailer mailer, Reader reader, Dispatcher dispatcher, DirectoryQueries directory) : WorkPage
{
    private AnswerLink _link = null!;
    private string _address = "";

    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? DecidedBy { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Whether a code was just sent, so that it is asked for.</summary>
    public bool IsCodeSent { get; private set; }

    /// <summary>The referral; null until the code was entered.</summary>
    public ReferralView? Referral { get; private set; }

    public string ReferrerName { get; private set; } = "";

    /// <summary>What the referrer wrote, as far as the agreement lets this team read it.</summary>
    public IReadOnlyList<(string Label, string Text)> Written { get; private set; } = [];

    /// <summary>Acts through the link, whoever else may be logged in in this browser.</summary>
    public override Actor By => _link.Actor;

    public string Address => $"/answer/{Token}";

    public bool Can(string verb) => Referral?.AvailableActions.Contains(verb) == true;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() is { } not ? not : Page();

    /// <summary>Sends a code to the team's address.</summary>
    public async Task<IActionResult> OnPostCodeAsync()
    {
        if (await FindAsync() is { } not) return not;
        if (await links.NewCodeAsync(_link, Stop) is not { } code)
        {
            Wrong(nameof(Code), "Too many codes were asked for. Try again in an hour");
            return await AgainAsync(Nothing, StatusCodes.Status429TooManyRequests);
        }
        var sending = await mailer.SendAsync(new($"code-{Guid.CreateVersion7():N}", _address, "Your code for the Referral Broker", $"""
            Your code is {code}

            Enter it on the page where you asked for it. It is good for {AnswerLinks.CodeGoodFor.TotalMinutes:0} minutes.
            If you did not ask for it, somebody has your link: do not pass the code on.
            """));
        if (sending is not Sending.Taken)
        {
            Wrong(nameof(Code), "We could not send the code. Try again in some minutes");
            return await AgainAsync(Nothing, StatusCodes.Status503ServiceUnavailable);
        }
        IsCodeSent = true;
        return Page();
    }

    /// <summary>Takes the code.</summary>
    public async Task<IActionResult> OnPostEnterAsync()
    {
        if (await FindAsync() is { } not) return not;
        switch (await links.TryAsync(_link, Code, Stop))
        {
            case CodeCheck.Right:
                session.Begin(HttpContext, _link);
                return LocalRedirect(Address);
            case CodeCheck.Wrong:
                IsCodeSent = true;
                Wrong(nameof(Code), "This is not the code we sent last. Look at the newest message");
                break;
            default:
                Wrong(nameof(Code), "This code is no good any more. Ask for a new one");
                break;
        }
        return await AgainAsync(Nothing);
    }

    public async Task<IActionResult> OnPostAcknowledgeAsync() => await AnsweredAsync(() => new Acknowledge(), "It is recorded that this referral has arrived.");

    public async Task<IActionResult> OnPostAcceptAsync() => await AnsweredAsync(() => new Accept(), "You accepted this referral. Get in touch with the person next.");

    public async Task<IActionResult> OnPostAskAsync() => await AnsweredAsync(() =>
    {
        if (AsWritten(Question) is { } question) return new RequestInformation(question);
        Wrong(nameof(Question), "Write what you need to know");
        return null;
    }, "Your question was sent. You get a message when it is answered.");

    public async Task<IActionResult> OnPostDeclineAsync() => await AnsweredAsync(() =>
    {
        var (by, reason) = (Codes.Parse<DeclinedBy>(DecidedBy), Codes.Parse<DeclineReason>(Reason));
        if (by is null) Wrong(nameof(DecidedBy), "Choose who decided");
        if (reason is null) Wrong(nameof(Reason), "Choose why");
        return by is { } who && reason is { } why ? new Decline(who, why, AsWritten(Note)) : null;
    }, "You declined this referral. Whoever sent it can see your reason.");

    private async Task<IActionResult> AnsweredAsync<T>(Func<T?> read, string told) where T : class, IReferralVerb<T>
    {
        if (await FindAsync() is { } not) return not;
        // The half hour is over: nothing is done, and the code is asked for again.
        if (Referral is null)
        {
            Wrong(nameof(Code), "You were away for too long, so nothing was done. Ask for a new code");
            return await AgainAsync(Nothing, StatusCodes.Status401Unauthorized);
        }
        if (read() is not { } command) return await AgainAsync(Nothing);
        return await AnswerAsync(await dispatcher.ReferralAsync(_link.Referral, command, Envelope(), Stop), done => Done(Address, told, done.Position), FindAsync,
            ("question", nameof(Question)), ("by", nameof(DecidedBy)), ("reason", nameof(Reason)), ("note", nameof(Note)));
    }

    /// <summary>Finds what the link leads to, or answers that it leads nowhere: which of the reasons it is, is nobody's business.</summary>
    private async Task<IActionResult?> FindAsync()
    {
        if (await links.FindAsync(Token, Stop) is not { } link) return NoLink();
        var (organisation, _) = await reader.OrganisationAsync(link.Organisation, Stop);
        if (organisation.HasLeft || !organisation.Notices.AnswersByLink || !links.WasSentTo(link, organisation.Notices.Email)) return NoLink();
        (_link, _address) = (link, organisation.Notices.Email!);
        if (!session.IsOf(HttpContext, link)) return null;
        var (view, refusal) = await reader.ReferralAsync(link.Referral, Asking("answer-by-link"), Stop);
        if (refusal is not null) return NoLink();
        Referral = view!;
        Version ??= view!.Version;
        ReferrerName = (await directory.NamesAsync([view!.Referrer.Value], Stop)).GetValueOrDefault(view.Referrer.Value, "The referrer");
        Written = view.Timeline is [var sent, ..] ? [.. Texts.Select(t => (t.Label, Text: (sent.Details[t.Field] as System.Text.Json.Nodes.JsonValue)?.ToString())).Where(t => t.Text is not null)!] : [];
        return null;
    }

    private static readonly (string Field, string Label)[] Texts = [("needSummary", "What they need"), ("healthDetail", "What of their health matters"), ("riskDetail", "About the risks")];

    private static Answer NoLink() => new(Problems.NoSuchLink);
}
