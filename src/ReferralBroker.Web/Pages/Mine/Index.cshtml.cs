using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Views;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Pages.Mine;

/// <summary>Somebody sees who has their referral, who acts next by when, how to reach them, and what they agreed to.</summary>
[AllowAnonymous]
public sealed class IndexModel(CodedLinkStore links, CodedLinkSession session, Mailer mailer, Reader reader, DirectoryQueries directory, IOptions<OwnPageSettings> settings)
    : OwnPage(links, session, mailer, reader, directory, settings)
{
    /// <summary>What services are called.</summary>
    public IReadOnlyDictionary<Guid, string> Services { get; private set; } = new Dictionary<Guid, string>();

    public async Task<IActionResult> OnGetAsync() => await FindAsync() is { } not ? not : Page();

    /// <summary>Whoever sits here next needs a code of their own.</summary>
    public IActionResult OnPostLeave()
    {
        Session.End(HttpContext, Kind);
        return Done("/mine/left", "You have left your page");
    }

    /// <summary>With whom an agreement shares.</summary>
    public string With(AgreementView agreement) => agreement.Recipients is not { } named
        ? "any service that may help you"
        : string.Join(", ", named.Select(s => Services.GetValueOrDefault(s.Value, "a service that has closed")));

    protected override async Task<IActionResult?> FillAsync()
    {
        if (await base.FillAsync() is { } not) return not;
        Services = (await Directory.AllAsync(Stop)).ToDictionary(s => s.Id.Value, s => s.Name!);
        return null;
    }
}
