using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.People;

/// <summary>How the person wants to be reached, and how never: what everybody reads before they get in touch.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class ReachingModel(Reader reader, Dispatcher dispatcher) : PersonPage(reader), IAsksHowToReach
{
    [BindProperty]
    public ReachingFields Reaching { get; set; } = new();

    public bool IsThemselves => false;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        Reaching = ReachingFields.Of(Person.ContactPreferences, Person.Particulars);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Reaching.Read(Person.ContactPreferences, ModelState, Wrong) is not { } preferences) return await AgainAsync(FillAsync);
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), new SetContactPreferences(preferences), Envelope(), Stop),
            done => Done(Address, "It is saved. Everybody who has a referral of theirs sees it now.", done.Position), FillAsync, ReachingFields.Fields);
    }

    private Task<IActionResult?> FillAsync() => ReadAsync(SetContactPreferences.Verb);
}
