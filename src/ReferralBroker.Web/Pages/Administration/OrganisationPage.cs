using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Administration;

/// <summary>What every page about one organisation's users has: the organisation, read anew at each request.</summary>
public abstract class OrganisationPage(Reader reader) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Organisation Organisation { get; private set; } = null!;

    public string Address => $"/administration/organisations/{Id}";

    /// <summary>The roles that people of this organisation may hold.</summary>
    public IReadOnlyList<Choice> Roles => [.. Enum.GetValues<Role>().Where(r => Organisation.RefusesRole(r) is null).Select(r => new Choice(Codes.Name(r), RoleWords.Of(r)))];

    /// <summary>Reads it, or answers why it is not shown: nobody is told of another organisation more than that it is not theirs.</summary>
    protected async Task<IActionResult?> ReadAsync()
    {
        if (By.Role != Role.Administrator && By.Organisation.Value != Id) return NotShown(Refusals.NotParty);
        (Organisation, var version) = await reader.OrganisationAsync(new(Id), Stop);
        if (!Organisation.Exists) return NotShown(Refusals.OrganisationUnknown);
        Version ??= version;
        return null;
    }
}
