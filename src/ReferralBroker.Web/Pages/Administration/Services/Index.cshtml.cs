using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Administration.Services;

/// <summary>The services of the directory, and a new one.</summary>
[RequiresRight(Right.ManageDirectory)]
public sealed class IndexModel(DirectoryQueries directory, Dispatcher dispatcher) : WorkPage
{
    private const int MostOrganisations = 1000;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Organisation { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    public IReadOnlyList<Service> Services { get; private set; } = [];

    /// <summary>What organisations are called.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Those that can run a service.</summary>
    public IReadOnlyList<Choice> Organisations { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Name)) Wrong(nameof(Name), "Enter the service's name");
        if (!Guid.TryParse(Organisation, out var organisation)) Wrong(nameof(Organisation), "Choose which organisation runs it");
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        return await AnswerAsync(await dispatcher.ListAsync(null, new ListService(Name!, new(organisation), Description ?? ""), Envelope(), Stop),
            done => Done($"/administration/services/{done.Target}", $"{Name!.Trim()} is listed. Set its journey next: until then it takes no referrals.", done.Position), FillAsync,
            ("name", nameof(Name)), ("organisation", nameof(Organisation)), ("description", nameof(Description)));
    }

    private async Task<IActionResult?> FillAsync()
    {
        await SeesOwnAsync("directory");
        Services = [.. (await directory.AllAsync(Stop)).Select(s => s.On(Today))];
        Names = await directory.NamesAsync(Services.Select(s => s.Organisation.Value), Stop);
        var runs = new[] { OrganisationKind.Provider, OrganisationKind.EmploymentHub }.Select(Codes.Name).ToArray();
        Organisations = [new("", ""), .. (await directory.OrganisationsAsync(null, MostOrganisations, Stop)).Where(o => runs.Contains(o.Kind) && !o.HasLeft).Select(o => new Choice(o.Id.ToString(), o.Name))];
        return null;
    }
}
