using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Views;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.People;

/// <summary>A person: how to reach them, what they agreed to, and their referrals that this organisation is party to.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class DetailsModel(Reader reader, DirectoryQueries directory, IOptions<OwnPageSettings> ownPages) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PersonView Person { get; private set; } = null!;

    public IReadOnlyList<ReferralSummary> Referrals { get; private set; } = [];

    /// <summary>Whether people may have a page of their own here.</summary>
    public bool OwnPagesAreOn => ownPages.Value.AreOn;

    /// <summary>What services are called.</summary>
    public IReadOnlyDictionary<Guid, string> Services { get; private set; } = new Dictionary<Guid, string>();

    public async Task<IActionResult> OnGetAsync()
    {
        var (person, refusal) = await reader.PersonAsync(new(Id), Asking("person"), Stop);
        if (refusal is not null) return NotShown(refusal);
        Person = person!;
        (Referrals, _) = await reader.ReferralsAsync(new(Id), Asking("referrals"), Stop);
        Services = (await directory.AllAsync(Stop)).ToDictionary(s => s.Id.Value, s => s.Name!);
        return Page();
    }

    /// <summary>With whom an agreement shares.</summary>
    public string With(AgreementView agreement) => agreement.Recipients is not { } named ? "any suitable service" : string.Join(", ", named.Select(s => Services.GetValueOrDefault(s.Value, "a service that has closed")));
}
