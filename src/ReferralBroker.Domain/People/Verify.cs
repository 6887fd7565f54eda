namespace ReferralBroker.Domain.People;

/// <summary>The person's NHS number was traced.</summary>
public sealed record Verify : PersonCommand, IPersonVerb<Verify>
{
    public static string Verb => "verify";

    public static Decision Decide(Person person, Verify command, Occasion on)
    {
        if (person.RefusesCare(on, command.OccurredOn) is { } no) return no;
        if (person.Particulars!.NhsNumber is null) return Refusals.NoNhsNumber;
        if (person.IsVerified) return Refusals.AlreadyVerified;
        return person.Record(on, command.OccurredOn, new IdentityVerified());
    }
}
