using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>Whether a service is for somebody, whether it has places and how long it takes, in words.</summary>
public static class FitWords
{
    public static string Of(Suitability suitability) => suitability switch
    {
        Suitability.Suitable => "Likely to fit",
        Suitability.AskFirst => "May fit: ask first",
        _ => "Does not fit",
    };

    public static string Of(MatchedService service) => Of(service.Suitability) + (service.RestsOnUnconfirmed ? " (a rule is still to be confirmed)" : "");

    public static string Of(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.Met => "Met",
        RuleOutcome.NotMet => "Not met",
        _ => "Not known",
    };

    /// <summary>Places, and how old that is.</summary>
    public static string Capacity(CapacityAnswer? capacity) => capacity switch
    {
        null => "The service has not said whether it has places.",
        { State: CapacityState.Open, Places: { } places } c => $"{places} {(places == 1 ? "place" : "places")}{Age(c)}.",
        { State: CapacityState.Open } c => $"Has places{Age(c)}.",
        { State: CapacityState.Limited, Places: { } places } c => $"Few places: {places}{Age(c)}.",
        { State: CapacityState.Limited } c => $"Few places{Age(c)}.",
        var c => $"Full{(c.ValidUntil is { } until && !c.IsOutOfDate ? $" until {DateWords.Of(until)}" : "")}{Age(c)}. You can still send.",
    };

    /// <summary>How long it usually takes.</summary>
    public static string Usual(UsualTime? usual) => usual switch
    {
        null => "Nobody was sent there in the last half year.",
        { Days: { } days } => $"Half of those sent were reached within {DateWords.Days(days)}.",
        _ => "Too few were sent or reached in the last half year to say how long it takes.",
    };

    private static string Age(CapacityAnswer c) => c.IsOutOfDate ? $", but that held only until {DateWords.Of(c.ValidUntil!.Value)}"
        : c.AgeInDays == 0 ? ", said today" : $", said {DateWords.Days(c.AgeInDays)} ago";
}
