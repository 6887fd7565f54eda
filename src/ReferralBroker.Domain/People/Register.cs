namespace ReferralBroker.Domain.People;

/// <summary>Somebody is entered. One NHS number is one person.</summary>
public sealed record Register(Particulars Particulars) : PersonCommand, IPersonVerb<Register>
{
    public static string Verb => "register";

    public static Decision Decide(Person person, Register command, Occasion on)
    {
        if (!on.By.Refers && !on.By.Provides) return Refusals.RoleNotAllowed;
        if (person.Exists) return Refusals.PersonExists;
        if (PersonRules.Refuses(command.Particulars, on) is { } bad) return bad;
        if (command.OccurredOn > on.Today) return Refusals.InFuture("occurredOn");
        var who = PersonRules.Normalised(command.Particulars);
        var decision = person.Record(on, command.OccurredOn, new Registered(who));
        return who.NhsNumber is null ? decision : decision.Claiming(PersonRules.NhsNumberKey(on, who.NhsNumber.Text!), person.Id.Value);
    }
}
