using Microsoft.AspNetCore.Mvc.ModelBinding;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>A page with a form that says how somebody is to be reached.</summary>
public interface IAsksHowToReach
{
    ReachingFields Reaching { get; }

    /// <summary>Whether it is the person themselves who is asked.</summary>
    bool IsThemselves { get; }
}

/// <summary>A number or address as it is typed.</summary>
public sealed record TypedPoint
{
    public string? Medium { get; init; }

    public string? Value { get; init; }

    public string? Safe { get; init; }

    public string? Message { get; init; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Value) && string.IsNullOrEmpty(Medium) && Safe is null && Message is null;

    public static TypedPoint Of(ContactPoint point) => new() { Medium = Codes.Name(point.Medium), Value = point.Value.Text, Safe = point.Safe ? "true" : "false", Message = point.MayLeaveMessage ? "true" : "false" };
}

/// <summary>How the person wants to be reached, and how never, as it is typed.</summary>
public sealed class ReachingFields
{
    /// <summary>How many empty rows there are for more.</summary>
    private const int Spare = 2;

    public string? MayContact { get; set; }

    public List<string> Preferred { get; set; } = [];

    public List<TypedPoint> Points { get; set; } = [];

    public string? MustNotBeTold { get; set; }

    public string? BestTime { get; set; }

    /// <summary>Which property of the form a field of the command is.</summary>
    public static IReadOnlyList<(string Field, string Property)> Fields =>
        [("preferences.points", "Reaching.Points[0].Value"), ("preferences.mustNotBeTold", "Reaching.MustNotBeTold"), ("preferences.bestTime", "Reaching.BestTime")];

    /// <param name="set">What was set.</param>
    /// <param name="who">Where nothing was set: whose number and mailbox are known, and only whether they are safe has to be asked.</param>
    public static ReachingFields Of(ContactPreferences? set, Particulars? who) => new()
    {
        MayContact = set is null ? null : set.DoNotContact ? "false" : "true",
        Preferred = [.. set?.Preferred.Select(Codes.Name) ?? []],
        Points = [.. set?.Points.Select(TypedPoint.Of) ?? Known(who), .. Enumerable.Repeat(new TypedPoint(), Spare)],
        MustNotBeTold = set?.MustNotBeTold?.Text,
        BestTime = set?.BestTime?.Text,
    };

    private static IEnumerable<TypedPoint> Known(Particulars? who) =>
        new[] { (ContactMedium.Telephone, who?.Phone), (ContactMedium.Email, who?.Email) }.Where(p => p.Item2 is not null).Select(p => new TypedPoint { Medium = Codes.Name(p.Item1), Value = p.Item2!.Text });

    /// <summary>What was typed, or null where something is wrong with it, which is said.</summary>
    /// <param name="was">What was set before.</param>
    /// <param name="state">The form's state.</param>
    /// <param name="wrong">Is told the property and what is wrong with it.</param>
    public ContactPreferences? Read(ContactPreferences? was, ModelStateDictionary state, Action<string, string> wrong)
    {
        if (MayContact is not ("true" or "false")) wrong("Reaching.MayContact", "Choose whether anybody may get in touch");
        var points = Points.Select((typed, at) => Read(typed, at, wrong)).OfType<ContactPoint>().ToArray();
        if (!state.IsValid) return null;
        // In the order in which they stood before, those that are new behind them.
        var before = was?.Preferred ?? [];
        var preferred = Preferred.Select(Codes.Parse<ContactMedium>).OfType<ContactMedium>().Distinct().OrderBy(m => before.IndexOf(m) is >= 0 and var at ? at : int.MaxValue);
        return new(MayContact == "false", [.. preferred], [.. points], Written(MustNotBeTold), Written(BestTime));
    }

    private static ContactPoint? Read(TypedPoint typed, int at, Action<string, string> wrong)
    {
        if (typed.IsEmpty) return null;
        var medium = Codes.Parse<ContactMedium>(typed.Medium);
        if (medium is null) wrong($"Reaching.Points[{at}].Medium", "Choose what it is");
        if (string.IsNullOrWhiteSpace(typed.Value)) wrong($"Reaching.Points[{at}].Value", "Enter the number or address");
        // Neither is ever taken for granted: somebody may be harmed by a message.
        if (typed.Safe is not ("true" or "false")) wrong($"Reaching.Points[{at}].Safe", "Choose whether it is safe to use");
        if (typed.Message is not ("true" or "false")) wrong($"Reaching.Points[{at}].Message", "Choose whether a message may be left");
        return medium is { } kind && !string.IsNullOrWhiteSpace(typed.Value) ? new(kind, Personal.Of(typed.Value.Trim()), typed.Safe == "true", typed.Message == "true") : null;
    }

    private static Personal? Written(string? text) => string.IsNullOrWhiteSpace(text) ? null : Personal.Of(text);
}
