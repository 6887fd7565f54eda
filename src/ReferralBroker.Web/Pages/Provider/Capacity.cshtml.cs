using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>Says whether a service has places: shown to referrers at once, with the day it was said.</summary>
[RequiresRight(Right.ManageServices)]
public sealed class CapacityModel(DirectoryQueries directory, Reader reader, Dispatcher dispatcher) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    [BindProperty]
    public string? State { get; set; }

    [BindProperty]
    public string? Places { get; set; }

    [BindProperty]
    public DateParts ValidUntil { get; set; } = new();

    /// <summary>The organisation's services.</summary>
    public IReadOnlyList<Service> Services { get; private set; } = [];

    /// <summary>The one that is spoken of; null where one is still to be chosen.</summary>
    public Service? Service { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Service?.Capacity is { } said) (State, Places, ValidUntil) = (Codes.Name(said.State), said.Places?.ToString(System.Globalization.CultureInfo.InvariantCulture), DateParts.Of(said.ValidUntil < Today ? null : said.ValidUntil));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Service is null) return NotFound();
        var state = Codes.Parse<CapacityState>(State);
        if (state is null) Wrong(nameof(State), "Choose whether there are places");
        int? places = int.TryParse(Places?.Trim(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
        if (!string.IsNullOrWhiteSpace(Places) && places is null) Wrong(nameof(Places), "Enter a number of places, such as 4");
        if (!ValidUntil.IsEmpty && ValidUntil.Read() is null) Wrong(nameof(ValidUntil), "Enter a real date, such as 3 5 2026");
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        return await AnswerAsync(await dispatcher.ServiceAsync(Service.Id, new PublishCapacity(state!.Value, places, ValidUntil.Read()), Envelope(), Stop), done => Done($"/provider/capacity?id={Service.Id}", "Referrers see this from now on.", done.Position), FillAsync, ("state", nameof(State)), ("places", nameof(Places)), ("validUntil", nameof(ValidUntil)));
    }

    private async Task<IActionResult?> FillAsync()
    {
        await SeesOwnAsync("directory");
        Services = [.. (await directory.AllAsync(Stop)).Where(s => s.Organisation == By.Organisation)];
        if (Id is null && Services is [var only]) Id = only.Id.Value;
        if (Id is not { } id) return null;
        var (service, version) = await reader.ServiceAsync(new(id), Stop);
        if (!service.Exists || service.Organisation != By.Organisation) return NotShown(service.Exists ? Refusals.NotParty : Refusals.ServiceUnknown);
        Service = service;
        Version ??= version;
        return null;
    }
}
