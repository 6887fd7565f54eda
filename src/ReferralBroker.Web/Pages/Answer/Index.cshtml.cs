using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Answer;

/// <summary>A team without an account answers one referral, by the link in its message and a code that is sent to the same address.</summary>
[AllowAnonymous]
public sealed class IndexModel(CodedLinkStore links, CodedLinkSession session, Mailer mailer, Reader reader, Dispatcher dispatcher, DirectoryQueries directory) : CodedLinkPage(links, session, mailer)
{
    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? DecidedBy { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>The referral; null until the code was entered.</summary>
    public ReferralView? Referral { get; private set; }

    public string ReferrerName { get; private set; } = "";

    /// <summary>What the referrer wrote, as far as the agreement lets this team read it.</summary>
    public IReadOnlyList<(string Label, string Text)> Written { get; private set; } = [];

    /// <summary>What was said about the risks: it stands with them.</summary>
    public string? RiskDetail { get; private set; }

    /// <summary>Acts through the link and as no user, whoever else may be logged in in this browser.</summary>
    public override Actor By => new($"answer-link/{Link.Id:N}", Role.ProviderCaseworker, Link.Organisation!.Value);

    public override string Address => $"/answer/{Token}";

    protected override CodedLinkKind Kind => CodedLinkKind.Answer;

    public bool Can(string verb) => Referral?.AvailableActions.Contains(verb) == true;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() is { } not ? not : Page();

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
        if (by is null) Wrong(nameof(DecidedBy), "Choose whose decision it is");
        if (reason is null) Wrong(nameof(Reason), "Choose why");
        return by is { } who && reason is { } why ? new Decline(who, why, AsWritten(Note)) : null;
    }, "You declined this referral. Whoever sent it can see your reason.");

    private async Task<IActionResult> AnsweredAsync<T>(Func<T?> read, string told) where T : class, IReferralVerb<T>
    {
        if (await FindAsync() is { } not) return not;
        if (Referral is null) return await AwayAsync();
        if (read() is not { } command) return await AgainAsync(Nothing);
        return await AnswerAsync(await dispatcher.ReferralAsync(new ReferralId(Link.Subject), command, Envelope(), Stop), done => Done(Address, told, done.Position), FindAsync,
            ("question", nameof(Question)), ("by", nameof(DecidedBy)), ("reason", nameof(Reason)), ("note", nameof(Note)));
    }

    protected override async Task<string?> AddressNowAsync(CodedLink link)
    {
        var (organisation, _) = await reader.OrganisationAsync(link.Organisation!.Value, Stop);
        return organisation is { HasLeft: false, Notices.AnswersByLink: true } ? organisation.Notices.Email : null;
    }

    protected override Letter LetterWith(string code, string id, string to) => new(id, to, "Your code for the Referral Broker", $"""
        Your code is {code}

        Enter it on the page where you asked for it. It is good for {CodedLinkStore.CodeGoodFor.TotalMinutes:0} minutes.
        If you did not ask for it, somebody has your link: do not pass the code on.
        """);

    protected override async Task<IActionResult?> FillAsync()
    {
        var (view, refusal) = await reader.ReferralAsync(new(Link.Subject), Asking("answer-by-link"), Stop);
        if (refusal is not null) return NoLink();
        Referral = view!;
        Version ??= view!.Version;
        ReferrerName = (await directory.NamesAsync([view!.Referrer.Value], Stop)).GetValueOrDefault(view.Referrer.Value, "The referrer");
        string? SentWith(string field) => view.Timeline is [var sent, ..] ? (sent.Details[field] as System.Text.Json.Nodes.JsonValue)?.ToString() : null;
        Written = [.. Texts.Select(t => (t.Label, Text: SentWith(t.Field))).Where(t => t.Text is not null)!];
        RiskDetail = SentWith("riskDetail");
        return null;
    }

    private static readonly (string Field, string Label)[] Texts = [("needSummary", "What they need"), ("healthDetail", "What of their health matters"), ("despite", "Why it was sent all the same")];
}
