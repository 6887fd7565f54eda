using System.Collections.Immutable;

namespace ReferralBroker.Domain.Services;

/// <summary>Whom the service is for, rule by rule. It replaces the rules set before.</summary>
public sealed record SetEligibility(ImmutableArray<EligibilityRule> Rules) : IServiceVerb<SetEligibility>
{
    public static string Verb => "set-eligibility";

    public static Decision Decide(Service s, SetEligibility command, Occasion on)
    {
        if (s.RefusesDirectory(on) is { } no) return no;
        if (command.Rules.IsDefault) return Refusals.Missing("rules");
        if (command.Rules.Length > 100) return Refusals.OutOfRange("rules", "at most 100 rules");
        return s.Eligibility.SequenceEqual(command.Rules) ? Decision.Nothing : s.Record(on, new EligibilitySet(command.Rules));
    }
}
