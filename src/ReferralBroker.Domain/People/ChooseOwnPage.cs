using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>The person wants a page of their own, and to be told at this mailbox that something is there. It must be one that they said is safe.</summary>
public sealed record ChooseOwnPage(Personal Email) : PersonCommand, IPersonVerb<ChooseOwnPage>
{
    public static string Verb => "choose-own-page";

    public static Decision Decide(Person person, ChooseOwnPage command, Occasion on)
    {
        if (person.RefusesSupport(on, command.OccurredOn) is { } no) return no;
        if (ReferralRules.RefusesNeededText("email", command.Email) is { } bad) return bad;
        if (!Mailbox.IsAddress(command.Email.Text!)) return Refusals.MailboxNotSafe;
        if (person.RefusesOwnPageAt(command.Email) is { } risk) return risk;
        return command.Email.Equals(person.OwnPage) ? Decision.Nothing : person.Record(on, command.OccurredOn, new OwnPageChosen(command.Email));
    }
}
