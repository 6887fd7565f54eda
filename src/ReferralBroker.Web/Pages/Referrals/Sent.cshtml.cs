using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>A referral that was sent: its reference, who acts next and by when, and the text for the practice's own record.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class SentModel(ReferralReferences references, Reader reader, DirectoryQueries directory) : ReferralPage(references, reader, directory)
{
    /// <summary>What goes into the person's record at the practice.</summary>
    public string Text => string.Join('\n',
        $"Referred to {ServiceName} on {DateWords.Of(Referral.SentOn)}. Reference {Referral.Reference}.",
        $"Wants help with: {(Referral.Need is { } need ? CodeWords.Of(need) : "not recorded")}.",
        $"Agreed to share: {Work.ReferPage.Shares(Referral.Sharing.Scope)}.",
        DueWords.Sentence(Referral.NextActor, Referral.Awaited, Referral.DueOn, Today, ServiceName, ReferrerName));

    public async Task<IActionResult> OnGetAsync() => await ReadAsync("referral") is { } not ? not : Page();
}
