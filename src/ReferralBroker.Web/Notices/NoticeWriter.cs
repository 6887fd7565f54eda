using Microsoft.Extensions.Options;
using ReferralBroker.Application.Notices;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.CodedLinks;

namespace ReferralBroker.Web.Notices;

/// <summary>What is to be sent for a notice, or why there is nobody to send it to.</summary>
public readonly record struct Writing(Letter? Letter, string? NobodyBecause);

/// <summary>
/// Writes what a notice says: that something waits, and a link. Nothing of what it is about, and nobody's name: whoever else reads the mailbox learns
/// nothing. Whether somebody is still concerned is asked at the moment of sending.
/// </summary>
public sealed class NoticeWriter(Reader reader, CodedLinkStore links, PublicAddresses addresses, IOptions<OwnPageSettings> ownPages)
{
    public async Task<Writing> WriteAsync(Notice notice, CancellationToken stop)
    {
        if (notice.Event == EventCatalogue.NameOf(typeof(OwnPageChosen))) return await ToPersonAsync(notice, new(notice.Subject), stop);
        var referral = await reader.StateAsync(new(notice.Subject), stop);
        if (referral is not { Exists: true, Terms: { } terms } || referral.Status == ReferralStatus.EnteredInError) return new(null, "it was never meant");
        return notice.Audience == NoticeAudience.Person ? await ToPersonAsync(notice, terms.Person, stop) : await ToTeamAsync(notice, referral, terms, stop);
    }

    private async Task<Writing> ToTeamAsync(Notice notice, Referral referral, Sent terms, CancellationToken stop)
    {
        var isService = notice.Audience == NoticeAudience.Service;
        var team = isService ? terms.Provider : terms.Referrer;
        if (notice.By == team.ToString()) return new(null, "they did it themselves");
        if (notice.Event == EventCatalogue.NameOf(typeof(Overdue)) && referral.MarkedOverdue?.NextActor != (isService ? NextActor.Service : NextActor.Referrer)) return new(null, "it is not theirs to do");
        var (organisation, _) = await reader.OrganisationAsync(team, stop);
        if (organisation.HasLeft || organisation.Notices.Email is not { } address) return new(null, "no address is set");
        var link = isService && organisation.Notices.AnswersByLink && referral.IsUndecided
            ? $"/answer/{await links.MakeAsync(CodedLinkKind.Answer, IdOf(notice), notice.Subject, team, address, stop)}"
            : $"/referrals/{terms.Reference}";
        return new(new(IdOf(notice), address, "Something waits for your team in the Referral Broker", $"""
            Something waits for your team in the Referral Broker.

            Open it here: {addresses.Of(link)}

            This message says nothing more on purpose, so that nobody learns from it about anybody.
            Nobody reads answers to it.
            """), null);
    }

    private async Task<Writing> ToPersonAsync(Notice notice, PersonId id, CancellationToken stop)
    {
        if (!ownPages.Value.AreOn) return new(null, "nobody has a page of their own here");
        var person = await reader.PersonStateAsync(id, stop);
        if (person.RefusesRecord() is not null || person.OwnPage is null) return new(null, "they have not chosen it");
        if (person.OwnPageAt?.Text is not { } mailbox) return new(null, "it is not safe");
        var link = addresses.OfOwnPage($"/mine/{await links.MakeAsync(CodedLinkKind.OwnPage, IdOf(notice), person.Id.Value, null, mailbox, stop)}");
        return new(new(IdOf(notice), mailbox, "There is something for you to read", $"""
            There is something for you to read.

            Open it here: {link}

            You need a code to see it. We send it to you when you open the link.
            This message says nothing more on purpose. Nobody reads answers to it.
            """, ownPages.Value.From), null);
    }

    private static string IdOf(Notice notice) => $"notice-{notice.Position}-{Codes.Name(notice.Audience)}";
}
