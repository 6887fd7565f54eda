using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>Passes a referral on to another service that the person's agreement holds for.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class RedirectModel(ReferralReferences references, Reader reader, DirectoryQueries directory, Dispatcher dispatcher, ServiceMatching matching) : ReferralPage(references, reader, directory)
{
    [BindProperty]
    public string? Service { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Where it could go, with what speaks for it.</summary>
    public IReadOnlyList<Choice> Services { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        var reason = Codes.Parse<RedirectReason>(Reason);
        // Not whether it is offered: pressed a second time, it may be out of this viewer's sight, and is done all the same.
        if (!Guid.TryParse(Service, out var service)) Wrong(nameof(Service), "Choose a service");
        if (reason is null) Wrong(nameof(Reason), "Choose why");
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        var command = new Domain.Referrals.Redirect(new(service), reason!.Value, AsWritten(Note));
        return await AnswerAsync(await dispatcher.RedirectAsync(Referral.Id, command, Envelope(), Stop), done => Done("/provider/worklist", $"Referral {Referral.Reference} was passed on.", done.Position), FillAsync, ("service", nameof(Service)), ("note", nameof(Note)));
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync(Domain.Referrals.Redirect.Verb) is { } not) return not;
        Services = Referral.Need is not { } need ? [] :
            [.. (await matching.MatchAsync(new([need]), Today, Stop)).Where(s => s.TakesReferrals && s.Id != Referral.Service.Id).Select(s => new Choice(s.Id.ToString(), s.Name, $"{FitWords.Of(s)}. {FitWords.Capacity(s.Capacity)}"))];
        return null;
    }
}
