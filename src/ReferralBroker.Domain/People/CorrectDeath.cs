using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>The death was recorded by mistake. What it closed can be reopened by the service that had it.</summary>
public sealed record CorrectDeath(Personal Why) : PersonCommand, IPersonVerb<CorrectDeath>
{
    public static string Verb => "correct-death";

    public static Decision Decide(Person person, CorrectDeath command, Occasion on)
    {
        if (person.RefusesCare(on, command.OccurredOn) is { } no) return no;
        if (ReferralRules.RefusesNeededText("why", command.Why) is { } bad) return bad;
        if (!person.HasDied) return Refusals.NotDied;
        var records = person.DiedUnder.OrderBy(r => r.Value).ToArray();
        return records.Skip(1).Aggregate(
            Decision.Of(records[0].Value, command.OccurredOn ?? on.Today, new DeathCorrected(command.Why)),
            (decision, record) => decision.And(record.Value, new DeathCorrected(command.Why)));
    }
}
