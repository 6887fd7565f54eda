using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Mine;

/// <summary>What every page of the person's own has: they come by a link and a code, and see what is done for them and nothing else.</summary>
public abstract class OwnPage(CodedLinkStore links, CodedLinkSession session, Mailer mailer, Reader reader, DirectoryQueries directory, IOptions<OwnPageSettings> settings) : CodedLinkPage(links, session, mailer)
{
    /// <summary>What is theirs; null until the code was entered.</summary>
    public OwnView? Own { get; private set; }

    /// <summary>What organisations are called.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    protected Reader Reader => reader;

    protected DirectoryQueries Directory => directory;

    public override Actor By => Actor.Themselves(Own!.Person.Id);

    public override string Address => $"/mine/{Token}";

    protected override CodedLinkKind Kind => CodedLinkKind.OwnPage;

    public string NameOf(OrganisationId organisation) => Names.GetValueOrDefault(organisation.Value, "the team that helps you");

    protected override async Task<string?> AddressNowAsync(CodedLink link)
    {
        if (!settings.Value.AreOn) return null;
        var person = await reader.PersonStateAsync(new(link.Subject), Stop);
        return person.RefusesRecord() is null ? person.OwnPageAt?.Text : null;
    }

    protected override Letter LetterWith(string code, string id, string to) => new(id, to, "Your code", $"""
        Your code is {code}

        Enter it on the page where you asked for it. It is good for {CodedLinkStore.CodeGoodFor.TotalMinutes:0} minutes.
        If you did not ask for it, somebody has your link: do not pass the code on.
        """, settings.Value.From);

    protected override async Task<IActionResult?> FillAsync()
    {
        if (await reader.OwnAsync(new(Link.Subject), HttpContext.Correlation(), Stop) is not { } own) return NoLink();
        Own = own;
        Version ??= own.Person.Version;
        Names = await directory.NamesAsync(own.Referrals.SelectMany(r => new[] { r.Referrer.Value, r.Service.Organisation.Value }), Stop);
        return null;
    }

    /// <summary>Reads what is theirs for a page behind the first one; who has not entered the code is sent there.</summary>
    protected async Task<IActionResult?> EnterAsync()
    {
        if (await FindAsync() is not { } not) return Own is null ? LocalRedirect(Address) : null;
        // A form sent a second time, after the first has ended the page: it is told as it is, and not as if the link had never been.
        return HttpMethods.IsPost(Request.Method) && await WasOursAsync() ? Done("/mine/left", "Your page has ended") : not;
    }
}
