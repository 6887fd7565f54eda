using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Pages.Mine;

/// <summary>Somebody withdraws what they agreed to: what stops being visible to whom is said before, and takes effect at once.</summary>
[AllowAnonymous]
public sealed class WithdrawModel(CodedLinkStore links, CodedLinkSession session, Mailer mailer, Reader reader, DirectoryQueries directory, IOptions<OwnPageSettings> settings, Dispatcher dispatcher)
    : OwnPage(links, session, mailer, reader, directory, settings)
{
    [BindProperty(SupportsGet = true)]
    public Guid? Agreement { get; set; }

    /// <summary>The agreement that is to end.</summary>
    public AgreementView Ending { get; private set; } = null!;

    /// <summary>The referrals by which a service sees them under it now.</summary>
    public IReadOnlyList<OwnReferral> Seeing => [.. Own!.Referrals.Where(r => r.Agreement == Ending.Id && r.SeesPerson)];

    public async Task<IActionResult> OnGetAsync() => await FindEndingAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindEndingAsync() is { } not) return not;
        return await AnswerAsync(await dispatcher.PersonAsync(Own!.Person.Id, new WithdrawAgreement(Ending.Id, AgreementGiven.InWriting), Envelope() with { ExpectedVersion = null }, Stop),
            done => Done(Address, "You have withdrawn it. From now on nothing is shared under it.", done.Position), FindEndingAsync);
    }

    private async Task<IActionResult?> FindEndingAsync()
    {
        if (await EnterAsync() is { } not) return not;
        if (Own!.Person.Agreements?.FirstOrDefault(a => a.Id.Value == Agreement) is not { } agreement) return NotShown(Refusals.AgreementUnknown);
        Ending = agreement;
        return null;
    }
}
