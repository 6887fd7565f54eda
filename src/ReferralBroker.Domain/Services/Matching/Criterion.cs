using System.Collections.Frozen;
using System.Globalization;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Services.Matching;

/// <summary>
/// One kind of thing that a rule on eligibility can look at. The rules themselves are data of the directory: a code from this list, a value, and
/// where it is laid down. There is none for readiness, motivation or symptoms, and there will be none: Individual Placement and Support excludes
/// nobody for these.
/// </summary>
public sealed record Criterion
{
    private Criterion(string code, string takes, string asks, Func<string, bool> accepts, Func<Circumstances, string, bool?> test) =>
        (Code, Takes, Asks, Accepts, Test) = (code, takes, asks, accepts, test);

    /// <summary>Its stable code.</summary>
    public string Code { get; }

    /// <summary>What a rule's value must be, in words.</summary>
    public string Takes { get; }

    /// <summary>What to ask where the answer is not known.</summary>
    public string Asks { get; }

    /// <summary>Whether a rule may have this value.</summary>
    public Func<string, bool> Accepts { get; }

    /// <summary>Whether the circumstances meet a rule with this value; null where they do not say.</summary>
    public Func<Circumstances, string, bool?> Test { get; }

    /// <summary>Every criterion there is.</summary>
    public static readonly IReadOnlyList<Criterion> All =
    [
        Number("minimum-age", "How old are they?", c => c.Age, (age, least) => age >= least),
        Number("maximum-age", "How old are they?", c => c.Age, (age, most) => age <= most),
        AnyOf<Need>("need-any-of", "What do they want help with?", c => c.Needs),
        AnyOf<WorkSituation>("work-any-of", "Are they in work, off sick, at risk of losing work, or out of work?", c => c.Work is { } work ? [work] : null),
        AnyOf<Care>("care-any-of", "Who looks after their health: the practice, or a mental health team?", c => c.Care),
        AnyOf<LifeCircumstance>("life-any-of", "Do they have a disability or health condition, or belong to another group the programme is for?", c => c.Life),
        AnyOf<MultipleDisadvantage>("multiple-disadvantage", "Do they face severe and multiple disadvantage?",
            c => c.MultipleDisadvantage is { } known and not MultipleDisadvantage.NotKnown ? [known] : null),
        YesOrNo("lives-in-nottingham", "Do they live in the city of Nottingham?", c => c.LivesInNottingham),
        YesOrNo("may-work-in-the-uk", "Do they have the right to work in the United Kingdom?", c => c.MayWorkInTheUk),
        YesOrNo("on-another-programme", "Are they on another employment programme at present?", c => c.OnAnotherProgramme),
        // Said aloud, so that nobody has to wonder whether the person is "ready".
        new("excludes-nobody-for", "what nobody is turned away for, in words", "", value => value.Length > 0, (_, _) => true),
    ];

    private static readonly FrozenDictionary<string, Criterion> ByCode = All.ToFrozenDictionary(c => c.Code);

    /// <summary>The criterion of a code, or null if this program knows none.</summary>
    public static Criterion? Find(string code) => ByCode.GetValueOrDefault(code);

    private static Criterion Number(string code, string asks, Func<Circumstances, int?> look, Func<int, int, bool> holds) => new(
        code, "a whole number from 0 to 130", asks, value => ParseNumber(value) is >= 0 and <= 130,
        (c, value) => look(c) is { } known ? holds(known, ParseNumber(value)!.Value) : null);

    private static Criterion AnyOf<T>(string code, string asks, Func<Circumstances, IEnumerable<T>?> look) where T : struct, Enum => new(
        code, $"one or more of {string.Join(", ", Codes.All<T>())}, with commas between", asks, value => ParseList<T>(value) is not null,
        (c, value) => look(c) is { } known ? known.Any(ParseList<T>(value)!.Contains) : null);

    private static Criterion YesOrNo(string code, string asks, Func<Circumstances, bool?> look) => new(
        code, "yes or no", asks, value => value is "yes" or "no", (c, value) => look(c) is { } known ? known == (value == "yes") : null);

    private static int? ParseNumber(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T[]? ParseList<T>(string value) where T : struct, Enum
    {
        var values = value.Split(',', StringSplitOptions.TrimEntries).Select(Codes.Parse<T>).ToArray();
        return values.All(v => v is not null) ? [.. values.Select(v => v!.Value)] : null;
    }
}
