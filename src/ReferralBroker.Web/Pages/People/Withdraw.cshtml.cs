using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.People;

/// <summary>The person withdraws an agreement: what stops being visible to whom is said before, and takes effect at once.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class WithdrawModel(Reader reader, Dispatcher dispatcher) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid Agreement { get; set; }

    [BindProperty]
    public string? How { get; set; }

    public PersonView Person { get; private set; } = null!;

    /// <summary>The agreement that is to end.</summary>
    public AgreementView Ending { get; private set; } = null!;

    /// <summary>The open referrals that this organisation knows of.</summary>
    public IReadOnlyList<ReferralSummary> Referrals { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Codes.Parse<AgreementGiven>(How) is not { } how)
        {
            Wrong(nameof(How), "Choose how they told you");
            return await AgainAsync(FillAsync);
        }
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), new WithdrawAgreement(new(Agreement), how), Envelope() with { ExpectedVersion = null }, Stop),
            done => Done($"/people/{Id}", "The agreement is withdrawn. From now on nothing is shared under it.", done.Position), FillAsync);
    }

    private async Task<IActionResult?> FillAsync()
    {
        var (person, refusal) = await reader.PersonAsync(new(Id), Asking(WithdrawAgreement.Verb), Stop);
        if (refusal is not null) return NotShown(refusal);
        Person = person!;
        if (Person.Agreements?.FirstOrDefault(a => a.Id.Value == Agreement) is not { } agreement) return NotShown(Refusals.AgreementUnknown);
        Ending = agreement;
        (var referrals, _) = await reader.ReferralsAsync(new(Id), Asking("referrals"), Stop);
        Referrals = [.. referrals.Where(r => r.NextActor != Domain.Referrals.NextActor.Nobody)];
        return null;
    }
}
