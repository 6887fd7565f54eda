using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Administration.Services;

/// <summary>What every page about one service of the directory has: the service as it is today, read anew at each request.</summary>
public abstract class ServicePage(Reader reader) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Service Service { get; private set; } = null!;

    protected Reader Reader => reader;

    public string Address => $"/administration/services/{Id}";

    /// <summary>Reads it, or answers that there is none.</summary>
    protected async Task<IActionResult?> ReadAsync()
    {
        var (service, version) = await reader.ServiceAsync(new(Id), Stop);
        if (!service.Exists) return NotShown(Refusals.ServiceUnknown);
        Service = service.On(Today);
        Version ??= version;
        return null;
    }
}
