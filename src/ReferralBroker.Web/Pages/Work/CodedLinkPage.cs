using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.SignIn;
using Sending = ReferralBroker.Web.Notices.Sending;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>
/// What every page has that is reached by a link in a message and not by an account: whoever comes asks for a code, which goes to the address where the
/// link went, and enters it. Before that nothing is shown.
/// </summary>
public abstract class CodedLinkPage(CodedLinkStore links, CodedLinkSession session, Mailer mailer) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Whether a code was just sent, so that it is asked for.</summary>
    public bool IsCodeSent { get; private set; }

    /// <summary>Whether the code was entered in this browser.</summary>
    public bool IsEntered { get; private set; }

    /// <summary>Where the page is.</summary>
    public abstract string Address { get; }

    protected CodedLink Link { get; private set; } = null!;

    protected CodedLinkSession Session => session;

    protected abstract CodedLinkKind Kind { get; }

    /// <summary>The address that a link must have been sent to, to be good now; null where none is.</summary>
    protected abstract Task<string?> AddressNowAsync(CodedLink link);

    /// <summary>The message that a code goes out in.</summary>
    protected abstract Letter LetterWith(string code, string id, string to);

    /// <summary>Reads what the link leads to, or answers why it is not shown.</summary>
    protected abstract Task<IActionResult?> FillAsync();

    /// <summary>Sends a code to where the link was sent.</summary>
    public async Task<IActionResult> OnPostCodeAsync()
    {
        if (await links.FindAsync(Kind, Token, Stop) is not { } link || await AddressNowAsync(link) is not { } address || !links.WasSentTo(link, address)) return NoLink();
        Link = link;
        if (await links.NewCodeAsync(Link, Stop) is not { } code)
        {
            Wrong(nameof(Code), "Too many codes were asked for. Try again in an hour");
            return await AgainAsync(Nothing, StatusCodes.Status429TooManyRequests);
        }
        if (await mailer.SendAsync(LetterWith(code, $"code-{Guid.CreateVersion7():N}", address)) is not Sending.Taken)
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
        switch (await links.TryAsync(Link, Code, Stop))
        {
            case CodeCheck.Right:
                session.Begin(HttpContext, Link);
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

    /// <summary>Finds what the link leads to, or answers that it leads nowhere: which of the reasons it is, is nobody's business.</summary>
    protected async Task<IActionResult?> FindAsync()
    {
        if (await links.FindAsync(Kind, Token, Stop) is not { } link || !links.WasSentTo(link, await AddressNowAsync(link))) return NoLink();
        Link = link;
        if (session.Go(HttpContext, link) is not { } left) return null;
        IsEntered = true;
        ViewData[SessionEnd.Key] = SessionEnd.OfLink(link, left, Address);
        return await FillAsync();
    }

    /// <summary>Stays on the page: whoever asks for it is there.</summary>
    public async Task<IActionResult> OnGetStayAsync() =>
        await links.FindAsync(Kind, Token, Stop) is { } link && links.WasSentTo(link, await AddressNowAsync(link)) && session.Go(HttpContext, link) is { } left
            ? new JsonResult(new SessionTime(SessionEnd.WhoseLink(link), (int)left.TotalSeconds))
            : new JsonResult(new SessionTime(null, 0));

    /// <summary>Whether the link is one of ours that has not run out, whatever it leads to now.</summary>
    protected async Task<bool> WasOursAsync() => await links.FindAsync(Kind, Token, Stop) is not null;

    /// <summary>The half hour is over: nothing is done, and the code is asked for again.</summary>
    protected async Task<IActionResult> AwayAsync()
    {
        Wrong(nameof(Code), "You were away for too long, so nothing was done. Ask for a new code");
        return await AgainAsync(Nothing, StatusCodes.Status401Unauthorized);
    }

    protected static IActionResult NoLink() => new Answer(Problems.NoSuchLink);
}
