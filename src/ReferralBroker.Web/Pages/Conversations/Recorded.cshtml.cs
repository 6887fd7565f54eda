using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Pages.Words;

namespace ReferralBroker.Web.Pages.Conversations;

/// <summary>A conversation that was recorded, and the text for the practice's own record.</summary>
[RequiresRight(Right.RecordConversations)]
public sealed class RecordedModel(Reader reader) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Conversation Conversation { get; private set; } = null!;

    /// <summary>What goes into the person's record at the practice.</summary>
    public string Text => string.Join('\n', Lines());

    public async Task<IActionResult> OnGetAsync()
    {
        var (conversation, _, refusal) = await reader.ConversationAsync(new(Id), Asking("conversation"), Stop);
        if (refusal is not null) return NotShown(refusal);
        Conversation = conversation!;
        return Page();
    }

    private IEnumerable<string> Lines()
    {
        var c = Conversation;
        yield return $"Work and health conversation on {DateWords.Of(c.HeldOn)}.";
        yield return $"Spoke about: {string.Join("; ", c.Recorded!.Topics.Select(t => CodeWords.Of(t)))}.";
        yield return c switch
        {
            { ReferralAgreed: true } => "Help was offered and they agreed to a referral.",
            { Declined: { } why } => $"Help was offered and they declined: {CodeWords.Of(why)}.",
            { WasSignposted: true } => "They were told where to find help.",
            { AdviceGiven: true } => "Advice was given.",
            { WasOffered: true } => "Help was offered.",
            _ => "Recorded only.",
        };
    }
}
