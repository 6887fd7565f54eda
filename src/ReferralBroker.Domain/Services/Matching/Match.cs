namespace ReferralBroker.Domain.Services.Matching;

/// <summary>What one rule says of somebody's circumstances.</summary>
public enum RuleOutcome
{
    Met,
    NotMet,
    NotKnown,
}

/// <summary>Whether a service is for somebody.</summary>
public enum Suitability
{
    /// <summary>Every rule is met.</summary>
    Suitable,

    /// <summary>No rule stands against it, and something has still to be asked.</summary>
    AskFirst,

    /// <summary>At least one rule is not met.</summary>
    NotSuitable,
}

/// <summary>One rule, and what it says.</summary>
/// <param name="Rule">The rule, with its words, its source, and whether it has still to be confirmed.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Ask">What to ask, where that is not known.</param>
public sealed record RuleAnswer(EligibilityRule Rule, RuleOutcome Outcome, string? Ask);

/// <summary>Whether a service is for somebody and why, rule by rule.</summary>
/// <param name="Suitability">Whether it is.</param>
/// <param name="Why">Every rule in force.</param>
/// <param name="RestsOnUnconfirmed">Whether a rule that somebody has still to confirm had a say in it.</param>
public sealed record Match(Suitability Suitability, IReadOnlyList<RuleAnswer> Why, bool RestsOnUnconfirmed)
{
    /// <summary>Asks each rule of the service that is in force on a day.</summary>
    public static Match Of(Service service, Circumstances circumstances, DateOnly day)
    {
        var why = service.Eligibility.Where(r => r.From <= day && !(r.To < day)).Select(r => Answer(r, circumstances)).ToArray();
        var suitability = why.Any(a => a.Outcome == RuleOutcome.NotMet) ? Suitability.NotSuitable
            : why.Any(a => a.Outcome == RuleOutcome.NotKnown) ? Suitability.AskFirst
            : Suitability.Suitable;
        // What decides: the rules against it where there are any, else all of them.
        var deciding = suitability == Suitability.NotSuitable ? why.Where(a => a.Outcome == RuleOutcome.NotMet) : why;
        return new(suitability, why, suitability == Suitability.NotSuitable ? deciding.All(a => a.Rule.ToBeConfirmed) : deciding.Any(a => a.Rule.ToBeConfirmed));
    }

    private static RuleAnswer Answer(EligibilityRule rule, Circumstances circumstances)
    {
        // A rule written by a newer program: it cannot be judged here, and must not be passed over.
        if (Criterion.Find(rule.Code) is not { } criterion || !criterion.Accepts(rule.Value)) return new(rule, RuleOutcome.NotKnown, "Ask the service about this rule.");
        return criterion.Test(circumstances, rule.Value) switch
        {
            true => new(rule, RuleOutcome.Met, null),
            false => new(rule, RuleOutcome.NotMet, null),
            null => new(rule, RuleOutcome.NotKnown, criterion.Asks),
        };
    }
}
