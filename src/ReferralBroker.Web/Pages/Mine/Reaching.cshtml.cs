using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain.People;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Mine;

/// <summary>Somebody says themselves how they want to be reached, and how never.</summary>
[AllowAnonymous]
public sealed class ReachingModel(CodedLinkStore links, CodedLinkSession session, Mailer mailer, Reader reader, DirectoryQueries directory, IOptions<OwnPageSettings> settings, Dispatcher dispatcher)
    : OwnPage(links, session, mailer, reader, directory, settings), IAsksHowToReach
{
    [BindProperty]
    public ReachingFields Reaching { get; set; } = new();

    public bool IsThemselves => true;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await EnterAsync() is { } not) return not;
        Reaching = ReachingFields.Of(Own!.Person.ContactPreferences, Own.Person.Particulars);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await EnterAsync() is { } not) return not;
        if (Reaching.Read(Own!.Person.ContactPreferences, ModelState, Wrong) is not { } preferences) return await AgainAsync(EnterAsync);
        var outcome = await dispatcher.PersonAsync(Own.Person.Id, new SetContactPreferences(preferences), Envelope(), Stop);
        // What they just said may have made their page unsafe; then it has ended.
        var hasPage = (await Reader.PersonStateAsync(Own.Person.Id, Stop)).OwnPageAt is not null;
        if (!hasPage) Session.End(HttpContext, Kind);
        return await AnswerAsync(outcome, done => hasPage
            ? Done(Address, "It is saved. Everybody who helps you sees it now.", done.Position)
            : Done("/mine/left", "It is saved, and your page has ended"), EnterAsync, ReachingFields.Fields);
    }
}
