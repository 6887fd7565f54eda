using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Pages.People;

/// <summary>The person chooses, with whoever helps them, whether they want a page of their own.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class OwnPageModel(Reader reader, Dispatcher dispatcher, IOptions<OwnPageSettings> settings) : PersonPage(reader)
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>Whether a page of their own puts them at no risk that is known.</summary>
    public bool IsSafe => Person.ContactPreferences is not ({ DoNotContact: true } or { MustNotBeTold: not null });

    /// <summary>The addresses at which they may be told.</summary>
    public IReadOnlyList<Choice> Mailboxes => [.. (Person.ContactPreferences?.SafeMailboxes() ?? []).Select(m => m.Text).OfType<string>().Distinct().Select(m => new Choice(m, m))];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync(ChooseOwnPage.Verb) is { } not) return not;
        Email = Person.OwnPageAt?.Text;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync(ChooseOwnPage.Verb) is { } not) return not;
        if (AsWritten(Email) is not { } email)
        {
            Wrong(nameof(Email), "Choose where they want to be told");
            return await AgainAsync(Nothing);
        }
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), new ChooseOwnPage(email), Envelope(), Stop),
            done => Done(Address, "They have a page of their own. The link is on its way to them.", done.Position), () => FillAsync(ChooseOwnPage.Verb), ("email", nameof(Email)));
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (await FillAsync(EndOwnPage.Verb) is { } not) return not;
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), new EndOwnPage(), Envelope(), Stop),
            done => Done(Address, "Their own page has ended. Links to it no longer work.", done.Position), () => FillAsync(EndOwnPage.Verb));
    }

    private async Task<IActionResult?> FillAsync(string what) => await ReadAsync(what) ?? (settings.Value.AreOn ? null : new Answer(Problems.NoSuchAddress));
}
