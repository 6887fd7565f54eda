using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>Sends a referral that was declined or taken back to another service.</summary>
[RequiresRight(Right.SendReferrals)]
public sealed class RematchModel(Dispatcher dispatcher, Reader reader, ServiceMatching matching, ReferralReferences references, AboutToken about) : ReferPage(dispatcher, matching, about)
{
    [BindProperty(SupportsGet = true)]
    public string Reference { get; set; } = "";

    public ReferralView Referral { get; private set; } = null!;

    public override string Heading => "Send to another service";

    protected override string BareAddress => $"/referrals/{Referral.Reference}/re-match";

    /// <summary>Not back to who could not help.</summary>
    protected override bool IsOffered(MatchedService service) => service.Id != Referral.Service.Id;

    protected override Circumstances? Circumstances => Said ?? new([Referral.Need ?? Need.FindWork], Age: Domain.People.Person.ParseDate(Person.Particulars?.DateOfBirth.Text) is { } born ? PersonWords.Age(born, Today) : null);

    protected override Send Draft(ServiceId service, AgreementId agreement) =>
        new(Person.Id, service, agreement, Referral.Source ?? Where().Source, Referral.Setting ?? Where().Setting, Referral.Need ?? Need.FindWork, RematchOf: Referral.Id);

    protected override async Task<IActionResult?> ReadAsync()
    {
        if (await references.FindAsync(Reference, Stop) is not { } id) return NotShown(Refusals.ReferralUnknown);
        var (view, refusal) = await reader.ReferralAsync(id, Asking("re-match"), Stop);
        if (refusal is not null) return NotShown(refusal);
        Referral = view!;
        if (Referral.Person is not { } who) return NotShown(Refusals.NotParty);
        var (person, no) = await reader.PersonAsync(who.Id, Asking("person"), Stop);
        if (no is not null) return NotShown(no);
        Person = person!;
        return null;
    }
}
