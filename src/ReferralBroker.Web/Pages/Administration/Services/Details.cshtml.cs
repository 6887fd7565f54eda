using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Pages.Administration.Services;

/// <summary>A service of the directory: its journey and clocks, whom it is for, and whether it takes referrals.</summary>
[RequiresRight(Right.ManageDirectory)]
public sealed class DetailsModel(Reader reader, Dispatcher dispatcher) : ServicePage(reader)
{
    [BindProperty]
    public string? WhySuspended { get; set; }

    [BindProperty]
    public string? WhyClosed { get; set; }

    public string OrganisationName { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public Task<IActionResult> OnPostSuspendAsync() => SendAsync(new Suspend(WhySuspended ?? ""), "It takes no referrals from now on.", nameof(WhySuspended), "Say why");

    public Task<IActionResult> OnPostResumeAsync() => SendAsync(new ResumeService(), "It takes referrals again.");

    public Task<IActionResult> OnPostCloseAsync() => SendAsync(new CloseService(WhyClosed ?? ""), "The service is closed.", nameof(WhyClosed), "Say why it closes");

    private async Task<IActionResult> SendAsync<T>(T command, string told, string? field = null, string? needed = null) where T : IServiceVerb<T>
    {
        if (await FillAsync() is { } not) return not;
        if (field is not null && string.IsNullOrWhiteSpace(field == nameof(WhyClosed) ? WhyClosed : WhySuspended))
        {
            Wrong(field, needed!);
            return await AgainAsync(Nothing);
        }
        return await AnswerAsync(await dispatcher.ServiceAsync(new ServiceId(Id), command, Envelope(), Stop), done => Done(Address, told, done.Position), FillAsync, ("reason", field ?? ""));
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        OrganisationName = (await Reader.OrganisationAsync(Service.Organisation, Stop)).Organisation.Name!;
        return null;
    }
}
