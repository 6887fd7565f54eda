using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>Opens the record of somebody whom the viewer no longer sees, because waiting would do harm: with a reason, for some hours, and a lead is shown it.</summary>
[RequiresRight(Right.BreakGlass)]
public sealed class BreakGlassModel(ReferralReferences references, Reader reader, DirectoryQueries directory, Dispatcher dispatcher) : ReferralPage(references, reader, directory)
{
    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Detail { get; set; }

    public async Task<IActionResult> OnGetAsync() => await ReadAsync(BreakGlass.Verb) is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await ReadAsync(BreakGlass.Verb) is { } not) return not;
        var reason = Codes.Parse<BreakGlassReason>(Reason);
        if (reason is null) Wrong(nameof(Reason), "Choose why");
        if (AsWritten(Detail) is not { } detail)
        {
            Wrong(nameof(Detail), "Write what happened: a governance lead reads it");
            return await AgainAsync(Nothing);
        }
        if (reason is not { } why) return await AgainAsync(Nothing);
        var person = (await Reader.StateAsync(Referral.Id, Stop)).Terms!.Person;
        return await AnswerAsync(await dispatcher.BreakGlassAsync(person, new(why, detail), Envelope() with { ExpectedVersion = null }, Stop),
            done => Done(Address(), $"The record is open to you for {BreakGlass.Lasts.TotalHours:0} hours. A governance lead is shown that you opened it.", done.Position), Nothing, ("detail", nameof(Detail)));
    }
}
