using System.Collections.Immutable;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>The adjustments and communication needs of the person: told once, sent with every referral.</summary>
public sealed record SetAdjustments(ImmutableArray<Adjustment> Adjustments, Personal? Detail = null) : PersonCommand, IPersonVerb<SetAdjustments>
{
    public static string Verb => "set-adjustments";

    public static Decision Decide(Person person, SetAdjustments command, Occasion on)
    {
        if (person.RefusesSupport(on, command.OccurredOn) is { } no) return no;
        if (command.Adjustments.IsDefault) return Refusals.Missing("adjustments");
        if (ReferralRules.RefusesText("detail", command.Detail) is { } bad) return bad;
        ImmutableArray<Adjustment> wanted = [.. command.Adjustments.Distinct().Order()];
        if (person.Adjustments.SequenceEqual(wanted) && Equals(person.AdjustmentDetail, command.Detail)) return Decision.Nothing;
        return person.Record(on, command.OccurredOn, new AdjustmentsSet(wanted, command.Detail));
    }
}
