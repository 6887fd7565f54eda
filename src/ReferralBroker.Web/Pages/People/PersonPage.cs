using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.People;

/// <summary>What every page that changes somebody's record has: the person as this viewer sees them, read anew at each request.</summary>
public abstract class PersonPage(Reader reader) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PersonView Person { get; private set; } = null!;

    public string Address => $"/people/{Id}";

    /// <summary>Reads them, or answers why they are not shown. Nobody changes what was erased.</summary>
    protected async Task<IActionResult?> ReadAsync(string what)
    {
        var (person, refusal) = await reader.PersonAsync(new(Id), Asking(what), Stop);
        if (refusal is not null) return NotShown(refusal);
        if (person!.IsErased) return NotShown(Refusals.PersonErased);
        Person = person;
        Version ??= person.Version;
        return null;
    }
}
