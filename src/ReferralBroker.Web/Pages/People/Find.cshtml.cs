using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.People;

/// <summary>Finds a person by NHS number and date of birth, or by name, date of birth and postcode; enters whoever is not there yet.</summary>
[RequiresRight(Right.FindPeople), EnableRateLimiting(RateLimits.Searches)]
public sealed class FindModel(PeopleSearch search, Dispatcher dispatcher) : WorkPage
{
    [BindProperty]
    public string? NhsNumber { get; set; }

    [BindProperty]
    public DateParts Born { get; set; } = new();

    [BindProperty]
    public string? FamilyName { get; set; }

    [BindProperty]
    public string? Postcode { get; set; }

    [BindProperty]
    public string? Relationship { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? GivenName { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    /// <summary>Whether nobody was found, so that they can be entered with what was typed already.</summary>
    public bool IsNobody { get; private set; }

    /// <summary>Those found, where they are several.</summary>
    public IReadOnlyList<PersonView> Found { get; private set; } = [];

    public void OnGet() => Relationship = UsualRelationship;

    public async Task<IActionResult> OnPostAsync()
    {
        if (Question() is not { } question) return await AgainAsync(Nothing);
        var (found, refusal) = await search.FindAsync(question, Envelope(), Stop);
        if (refusal is not null) return await RefusedAsync(refusal, Nothing, Fields);
        if (found is [var only]) return LocalRedirect(NextOf(only.Id.Value));
        (Found, IsNobody) = (found, found.Count == 0);
        return Page();
    }

    /// <summary>Enters somebody who was not found.</summary>
    public async Task<IActionResult> OnPostAddAsync()
    {
        IsNobody = true;
        if (string.IsNullOrWhiteSpace(FamilyName)) Wrong(nameof(FamilyName), "Enter their family name");
        if (string.IsNullOrWhiteSpace(GivenName)) Wrong(nameof(GivenName), "Enter their given name");
        if (Born.Read() is null) Wrong(nameof(Born), "Enter their date of birth, such as 3 5 1988");
        if (!ModelState.IsValid) return await AgainAsync(Nothing);
        var who = new Particulars(Personal.Of(FamilyName!), Personal.Of(GivenName!), Personal.Of($"{Born.Read():yyyy-MM-dd}"), Given(NhsNumber), Given(Title), Given(Phone), Given(Email), Given(Address), Given(Postcode));
        return await AnswerAsync(await dispatcher.RegisterAsync(new Register(who), Envelope() with { ExpectedVersion = null }, Stop), done => LocalRedirect(NextOf(done.Target)), Nothing, Fields);
    }

    private static Personal? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : Personal.Of(text.Trim());

    private string NextOf(Guid person) => By.Refers ? $"/people/{person}/conversation" : $"/people/{person}";

    private static readonly (string, string)[] Fields =
    [
        ("nhsNumber", nameof(NhsNumber)), ("dateOfBirth", nameof(Born)), ("familyName", nameof(FamilyName)), ("postcode", nameof(Postcode)), ("reason", nameof(Reason)), ("givenName", nameof(GivenName)),
        ("particulars.nhsNumber", nameof(NhsNumber)), ("particulars.dateOfBirth", nameof(Born)), ("particulars.familyName", nameof(FamilyName)), ("particulars.givenName", nameof(GivenName)),
        ("particulars.postcode", nameof(Postcode)), ("particulars.phone", nameof(Phone)), ("particulars.email", nameof(Email)), ("particulars.address", nameof(Address)), ("particulars.title", nameof(Title)),
    ];

    private string UsualRelationship => Codes.Name(HttpContext.Member()!.Organisation.Kind switch
    {
        OrganisationKind.GeneralPractice => Domain.People.Relationship.RegisteredPatient,
        OrganisationKind.MentalHealthTeam => Domain.People.Relationship.UnderOurCare,
        _ => Domain.People.Relationship.AskedUsForHelp,
    });

    private PersonQuestion? Question()
    {
        if (string.IsNullOrWhiteSpace(NhsNumber) && (string.IsNullOrWhiteSpace(FamilyName) || string.IsNullOrWhiteSpace(Postcode)))
            Wrong(nameof(NhsNumber), "Enter their NHS number, or their family name and postcode");
        if (Born.Read() is null) Wrong(nameof(Born), Born.IsEmpty ? "Enter their date of birth" : "Enter a real date of birth, such as 3 5 1988");
        var relationship = Codes.Parse<Relationship>(Relationship ?? UsualRelationship);
        if (relationship is null) Wrong(nameof(Relationship), "Choose why you deal with them");
        return ModelState.IsValid ? new(Personal.Of($"{Born.Read():yyyy-MM-dd}"), relationship!.Value, Given(NhsNumber), Given(FamilyName), Given(Postcode), Given(Reason)) : null;
    }
}
