using System.Collections.Immutable;
using ReferralBroker.Domain.Services.Matching;

namespace ReferralBroker.Domain.Services;

/// <summary>Whom the service is for, rule by rule. It replaces the rules set before.</summary>
public sealed record SetEligibility(ImmutableArray<EligibilityRule> Rules) : IServiceVerb<SetEligibility>
{
    public static string Verb => "set-eligibility";

    public static Decision Decide(Service s, SetEligibility command, Occasion on)
    {
        if (s.RefusesDirectory(on) is { } no) return no;
        if (command.Rules.IsDefault) return Refusals.Missing("rules");
        if (command.Rules.Any(rule => rule?.Code is null || rule.Value is null)) return Refusals.Missing("rules");
        if (command.Rules.Length > 100) return Refusals.OutOfRange("rules", "at most 100 rules");
        if (command.Rules.Select(Refuses).FirstOrDefault(r => r is not null) is { } bad) return bad;
        return s.Eligibility.SequenceEqual(command.Rules) ? Decision.Nothing : s.Record(on, new EligibilitySet(command.Rules));
    }

    private static Refusal? Refuses(EligibilityRule rule) =>
        Criterion.Find(rule.Code) is not { } criterion ? Refusals.RuleUnknown
        : !criterion.Accepts(rule.Value) ? Refusals.OutOfRange("rules", $"for '{rule.Code}' {criterion.Takes}")
        : string.IsNullOrWhiteSpace(rule.Words) ? Refusals.Missing("rules.words")
        : string.IsNullOrWhiteSpace(rule.Source) ? Refusals.Missing("rules.source")
        : new[] { rule.Value, rule.Words, rule.Source }.Any(text => text.Length > 500) ? Refusals.TooLong("rules", 500)
        : rule.To < rule.From ? Refusals.BeforeStart("rules.to")
        : null;
}
