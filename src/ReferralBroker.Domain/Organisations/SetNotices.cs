namespace ReferralBroker.Domain.Organisations;

/// <summary>Where an organisation's team is told by e-mail that something waits, and whether it may answer by links in those e-mails. No address: it is not told.</summary>
public sealed record SetNotices(string? Email, bool AnswersByLink = false) : IOrganisationVerb<SetNotices>
{
    public static string Verb => "set-notices";

    public static Decision Decide(Organisation o, SetNotices command, Occasion on)
    {
        if (o.RefusesUserAdministration(on) is { } no) return no;
        var email = string.IsNullOrWhiteSpace(command.Email) ? null : command.Email.Trim();
        if (email is not null && !Mailbox.IsAddress(email)) return Refusals.EmailInvalid;
        if (command.AnswersByLink && (email is null || o.Kind is not (OrganisationKind.Provider or OrganisationKind.EmploymentHub))) return Refusals.LinksNeedAddress;
        return o.Notices == new Notices(email, command.AnswersByLink) ? Decision.Nothing : o.Record(on, new NoticesSet(email, command.AnswersByLink));
    }
}
