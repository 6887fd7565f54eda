using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Conversations;

/// <summary>After a conversation: which services fit, and why; what is shared; and the referral is sent.</summary>
[RequiresRight(Right.SendReferrals)]
public sealed class ReferModel(Dispatcher dispatcher, Reader reader, ServiceMatching matching, AboutToken about) : ReferPage(dispatcher, matching, about)
{
    private Circumstances? _said;
    private Conversation _conversation = null!;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Whether what they want help with has to be asked again before services can be shown.</summary>
    public bool AsksNeed => _said is null;

    public override string Heading => "Choose a service and send";

    protected override string BareAddress => $"/conversations/{Id}/refer";

    protected override Circumstances? Circumstances => _said;

    /// <summary>Where it goes on once it is known what they want help with, which no address says in the clear.</summary>
    public string AddressFor(Need need) => AddressAbout(Sealed(new([need])));

    protected override Send Draft(ServiceId service, AgreementId agreement) =>
        new(Person.Id, service, agreement, Where().Source, _conversation.Recorded!.Setting, _said!.Needs[0], Conversation: new(Id));

    protected override async Task<IActionResult?> ReadAsync()
    {
        var (conversation, _, refusal) = await reader.ConversationAsync(new(Id), Asking("conversation"), Stop);
        if (refusal is not null) return NotShown(refusal);
        if (conversation!.Person is not { } who) return NotShown(Refusals.ConversationOfAnother);
        // What was said is good for a working day and for whoever said it. After that the need is asked again, and the conversation is not recorded anew.
        (_conversation, _said) = (conversation, Said);
        if (AsksNeed && HttpMethods.IsPost(Request.Method)) return LocalRedirect(BareAddress);
        var (person, no) = await reader.PersonAsync(who, Asking("person"), Stop);
        if (no is not null) return NotShown(no);
        Person = person!;
        return null;
    }
}
