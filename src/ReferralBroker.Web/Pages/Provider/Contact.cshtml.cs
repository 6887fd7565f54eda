using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>Says how people reach a service: it stands on their sheet and on their own page.</summary>
[RequiresRight(Right.ManageServices)]
public sealed class ContactModel(Reader reader, Dispatcher dispatcher) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? When { get; set; }

    public Service Service { get; private set; } = null!;

    /// <summary>Where whoever is here came from.</summary>
    public string Back => By.Role == Role.Administrator ? $"/administration/services/{Service.Id}" : $"/provider/capacity?id={Service.Id}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        (Phone, Email, When) = (Service.Contact?.Phone, Service.Contact?.Email, Service.Contact?.When);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        return await AnswerAsync(await dispatcher.ServiceAsync(Service.Id, new SetContact(Phone, Email, When), Envelope(), Stop),
            done => Done(Back, "People are told this from now on.", done.Position), FillAsync, ("phone", nameof(Phone)), ("email", nameof(Email)), ("when", nameof(When)));
    }

    private async Task<IActionResult?> FillAsync()
    {
        var (service, version) = await reader.ServiceAsync(new(Id ?? Guid.Empty), Stop);
        if (!service.Exists) return NotShown(Refusals.ServiceUnknown);
        if (By.Role != Role.Administrator && service.Organisation != By.Organisation) return NotShown(Refusals.NotParty);
        Service = service;
        Version ??= version;
        return null;
    }
}
