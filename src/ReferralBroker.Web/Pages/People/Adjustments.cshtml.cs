using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Pages.People;

/// <summary>What makes it easier for the person to be helped: told once, and sent with every referral.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class AdjustmentsModel(Reader reader, Dispatcher dispatcher) : PersonPage(reader)
{
    [BindProperty]
    public List<string> Chosen { get; set; } = [];

    [BindProperty]
    public string? Detail { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        (Chosen, Detail) = ([.. Person.Adjustments.Select(Codes.Name)], Person.AdjustmentDetail?.Text);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        var command = new SetAdjustments([.. Chosen.Select(Codes.Parse<Adjustment>).OfType<Adjustment>()], AsWritten(Detail));
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), command, Envelope(), Stop), done => Done(Address, "The adjustments are saved. They go with every referral.", done.Position), FillAsync, ("detail", nameof(Detail)));
    }

    private Task<IActionResult?> FillAsync() => ReadAsync(SetAdjustments.Verb);
}
