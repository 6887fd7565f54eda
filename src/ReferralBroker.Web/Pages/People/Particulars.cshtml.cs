using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;

namespace ReferralBroker.Web.Pages.People;

/// <summary>Puts right who the person is, where they live and their own number and address.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class ParticularsModel(Reader reader, Dispatcher dispatcher) : PersonPage(reader)
{
    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? GivenName { get; set; }

    [BindProperty]
    public string? FamilyName { get; set; }

    [BindProperty]
    public DateParts Born { get; set; } = new();

    [BindProperty]
    public string? NhsNumber { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Home { get; set; }

    [BindProperty]
    public string? Postcode { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        var who = Person.Particulars!;
        (Title, GivenName, FamilyName) = (who.Title?.Text, who.GivenName.Text, who.FamilyName.Text);
        Born = DateParts.Of(DateOnly.TryParseExact(who.DateOfBirth.Text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var born) ? born : null);
        (NhsNumber, Phone, Email, Home, Postcode) = (who.NhsNumber?.Text, who.Phone?.Text, who.Email?.Text, who.Address?.Text, who.Postcode?.Text);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (string.IsNullOrWhiteSpace(GivenName)) Wrong(nameof(GivenName), "Enter their given name");
        if (string.IsNullOrWhiteSpace(FamilyName)) Wrong(nameof(FamilyName), "Enter their family name");
        if (Born.Read() is null) Wrong(nameof(Born), "Enter their date of birth, such as 3 5 1988");
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        var who = new Particulars(Personal.Of(FamilyName!.Trim()), Personal.Of(GivenName!.Trim()), Personal.Of($"{Born.Read():yyyy-MM-dd}"), Trimmed(NhsNumber), Trimmed(Title), Trimmed(Phone), Trimmed(Email), Trimmed(Home), Trimmed(Postcode));
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), new CorrectPerson(who), Envelope(), Stop), done => Done(Address, "The details are saved.", done.Position), FillAsync, Fields);
    }

    private static readonly (string, string)[] Fields =
    [
        ("particulars.title", nameof(Title)), ("particulars.givenName", nameof(GivenName)), ("particulars.familyName", nameof(FamilyName)), ("particulars.dateOfBirth", nameof(Born)), ("particulars.nhsNumber", nameof(NhsNumber)),
        ("particulars.phone", nameof(Phone)), ("particulars.email", nameof(Email)), ("particulars.address", nameof(Home)), ("particulars.postcode", nameof(Postcode)), ("nhsNumber", nameof(NhsNumber)), ("dateOfBirth", nameof(Born)),
    ];

    private static Personal? Trimmed(string? text) => AsWritten(text?.Trim());

    private Task<IActionResult?> FillAsync() => ReadAsync(CorrectPerson.Verb);
}
