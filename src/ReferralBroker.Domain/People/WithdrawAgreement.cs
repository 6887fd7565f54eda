namespace ReferralBroker.Domain.People;

/// <summary>The person no longer agrees. It takes effect at once, everywhere.</summary>
public sealed record WithdrawAgreement(AgreementId Agreement, AgreementGiven How) : PersonCommand, IPersonVerb<WithdrawAgreement>
{
    public static string Verb => "withdraw-agreement";

    public static Decision Decide(Person person, WithdrawAgreement command, Occasion on)
    {
        if (person.RefusesWish(on, command.OccurredOn) is { } no) return no;
        if (!person.Agreements.TryGetValue(command.Agreement, out var agreement)) return Refusals.AgreementUnknown;
        if (agreement.WithdrawnOn is not null) return Decision.Nothing;
        if (command.OccurredOn < agreement.GivenOn) return Refusals.BeforeStart("occurredOn");
        // It goes to the record it was given on, or that record's referrals would not learn of it.
        return Decision.Of(agreement.Record.Value, command.OccurredOn ?? on.Today, new AgreementWithdrawn(command.Agreement, command.How));
    }
}
