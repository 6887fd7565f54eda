namespace ReferralBroker.Domain.People;

/// <summary>Particulars were wrong or have changed; these are the right ones, all of them.</summary>
public sealed record CorrectPerson(Particulars Particulars) : PersonCommand, IPersonVerb<CorrectPerson>
{
    public static string Verb => "correct";

    public static Decision Decide(Person person, CorrectPerson command, Occasion on)
    {
        if (person.RefusesCare(on, command.OccurredOn) is { } no) return no;
        if (PersonRules.Refuses(command.Particulars, on) is { } bad) return bad;
        var (was, who) = (person.Particulars!, PersonRules.Normalised(command.Particulars));
        if (who == was) return Decision.Nothing;
        var decision = person.Record(on, command.OccurredOn, new ParticularsCorrected(who));
        if (Equals(who.NhsNumber, was.NhsNumber)) return decision;
        if (was.NhsNumber is not null) decision = decision.Releasing(PersonRules.NhsNumberKey(on, was.NhsNumber.Text!), person.Id.Value);
        return who.NhsNumber is null ? decision : decision.Claiming(PersonRules.NhsNumberKey(on, who.NhsNumber.Text!), person.Id.Value);
    }
}
