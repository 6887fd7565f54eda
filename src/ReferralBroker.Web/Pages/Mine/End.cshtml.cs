using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain.People;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Pages.Mine;

/// <summary>Somebody no longer wants a page of their own.</summary>
[AllowAnonymous]
public sealed class EndModel(CodedLinkStore links, CodedLinkSession session, Mailer mailer, Reader reader, DirectoryQueries directory, IOptions<OwnPageSettings> settings, Dispatcher dispatcher)
    : OwnPage(links, session, mailer, reader, directory, settings)
{
    public async Task<IActionResult> OnGetAsync() => await EnterAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await EnterAsync() is { } not) return not;
        return await AnswerAsync(await dispatcher.PersonAsync(Own!.Person.Id, new EndOwnPage(), Envelope() with { ExpectedVersion = null }, Stop), _ =>
        {
            Session.End(HttpContext, Kind);
            return Done("/mine/left", "Your page has ended");
        }, EnterAsync);
    }
}
