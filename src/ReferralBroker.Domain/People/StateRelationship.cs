using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>An organisation that has found a person says why it deals with them; from then on it may see them.</summary>
public sealed record StateRelationship(Relationship Relationship, Personal? Reason = null) : PersonCommand, IPersonVerb<StateRelationship>
{
    public static string Verb => "state-relationship";

    public static Decision Decide(Person person, StateRelationship command, Occasion on)
    {
        if (!on.By.Refers) return Refusals.RoleNotAllowed;
        // It is stated on the record that was looked for, merged or not, and of the dead too: whoever recorded a death must be able to put it right.
        if (person.RefusesReading() is { } unknown) return unknown;
        if (person.RefusesDay(on, command.OccurredOn, "occurredOn") is { } day) return day;
        if (command.Relationship == Relationship.OtherReason && ReferralRules.RefusesNeededText("reason", command.Reason) is { } needed) return needed;
        if (ReferralRules.RefusesText("reason", command.Reason) is { } bad) return bad;
        if (person.KnownTo.Contains(on.By.Organisation)) return Decision.Nothing;
        return person.Record(on, command.OccurredOn, new RelationshipStated(on.By.Organisation, command.Relationship, command.Reason));
    }
}
