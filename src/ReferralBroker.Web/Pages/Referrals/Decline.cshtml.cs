using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>Says no, in two steps: who decided, why, and what should happen next; then what the referrer will read.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class DeclineModel(ReferralReferences references, Reader reader, DirectoryQueries directory, Dispatcher dispatcher, ServiceMatching matching) : ReferralPage(references, reader, directory)
{
    private const int MostOthers = 3;

    [BindProperty]
    public string? DecidedBy { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Whether it is shown what the referrer will read.</summary>
    public bool IsChecking { get; private set; }

    /// <summary>Services the person may go to instead.</summary>
    public IReadOnlyList<string> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await ReadAsync(Decline.Verb) is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await ReadAsync(Decline.Verb) is { } not) return not;
        if (ReadCommand() is null) return await AgainAsync(Nothing);
        IsChecking = true;
        Others = await OthersAsync();
        return Page();
    }

    /// <summary>Back to what was filled in.</summary>
    public async Task<IActionResult> OnPostChangeAsync() => await ReadAsync(Decline.Verb) is { } not ? not : Page();

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await ReadAsync(Decline.Verb) is { } not) return not;
        if (ReadCommand() is not { } command) return await AgainAsync(Nothing);
        var others = (await OthersAsync()).Count switch { 0 => "", 1 => " and 1 other service to try", var n => $" and {n} other services to try" };
        return await AnswerAsync(await dispatcher.ReferralAsync(Referral.Id, command, Envelope(), Stop), done => Done(Address(), $"You declined this referral. {ReferrerName} can see your reason{others}.", done.Position),
            () => ReadAsync(Decline.Verb), ("by", nameof(DecidedBy)), ("reason", nameof(Reason)), ("note", nameof(Note)));
    }

    private Decline? ReadCommand()
    {
        var (by, reason) = (Codes.Parse<DeclinedBy>(DecidedBy), Codes.Parse<DeclineReason>(Reason));
        if (by is null) Wrong(nameof(DecidedBy), "Choose whose decision it is");
        if (reason is null) Wrong(nameof(Reason), "Choose why");
        return by is { } who && reason is { } why ? new(who, why, AsWritten(Note)) : null;
    }

    private async Task<IReadOnlyList<string>> OthersAsync() => Referral.Need is not { } need ? [] :
        [.. (await matching.MatchAsync(new([need]), Today, Stop)).Where(s => s.TakesReferrals && s.Id != Referral.Service.Id && s.Suitability != Domain.Services.Matching.Suitability.NotSuitable).Take(MostOthers).Select(s => s.Name)];
}
