using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Pages;

/// <summary>What a page needs to say in time that somebody's session ends, and to cover itself once it has (Scripts/session-end.js).</summary>
/// <param name="Kind">What sort of session it is: pages of one sort in a browser share theirs.</param>
/// <param name="Of">Whose it is; see <see cref="SessionTime.Of"/>.</param>
/// <param name="Left">Seconds that it goes on without a step.</param>
/// <param name="Stay">Where to ask to stay, and with which method.</param>
/// <param name="Tell">Where to ask how long it goes on without making it longer; null where that cannot be asked.</param>
/// <param name="Gone">Where to go when it has ended and nothing would be lost.</param>
/// <param name="Ending">What will end, after "you will be".</param>
/// <param name="Again">What to do to go on, and where.</param>
public sealed record SessionEnd(string Kind, string Of, int Left, (string Method, string Address) Stay, string? Tell, string Gone, string Ending, (string Words, string Address, string Done) Again)
{
    /// <summary>Where a page that is reached otherwise than by logging in puts its own.</summary>
    public const string Key = "SessionEnd";

    /// <summary>Where a page says by true or false whether there is anything on it that somebody filled in; one that answers a form is taken to have it.</summary>
    public const string FilledIn = "FilledIn";

    /// <summary>That of somebody who is logged in; null where nobody is.</summary>
    public static SessionEnd? OfMember(HttpContext http) => SessionTime.Read(http) is { Of: { } of } time
        ? new("member", of, time.Left, ("POST", "/session"), "/session", "/logged-out", "logged out", ("Log in again", "/log-in", "I have logged in again"))
        : null;

    /// <summary>That of somebody who entered a link's code.</summary>
    public static SessionEnd OfLink(CodedLink link, TimeSpan left, string address) =>
        new(link.Kind.Code, WhoseLink(link), (int)left.TotalSeconds, ("GET", $"{address}?handler=stay"), null, address, "asked for a new code", ("Ask for a new code", address, "I have entered it"));

    public static string WhoseLink(CodedLink link) => SessionTime.OfWhom(link.Id.ToString("N"));
}
