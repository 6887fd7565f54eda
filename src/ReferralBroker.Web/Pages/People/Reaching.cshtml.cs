using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Pages.People;

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

/// <summary>How the person wants to be reached, and how never: what everybody reads before they get in touch.</summary>
[RequiresRight(Right.CareForPeople)]
public sealed class ReachingModel(Reader reader, Dispatcher dispatcher) : PersonPage(reader)
{
    /// <summary>How many empty rows there are for more.</summary>
    private const int Spare = 2;

    [BindProperty]
    public string? MayContact { get; set; }

    [BindProperty]
    public List<string> Preferred { get; set; } = [];

    [BindProperty]
    public List<TypedPoint> Points { get; set; } = [];

    [BindProperty]
    public string? MustNotBeTold { get; set; }

    [BindProperty]
    public string? BestTime { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        var set = Person.ContactPreferences;
        MayContact = set is null ? null : set.DoNotContact ? "false" : "true";
        Preferred = [.. set?.Preferred.Select(Codes.Name) ?? []];
        Points = [.. set?.Points.Select(TypedPoint.Of) ?? [], .. Enumerable.Repeat(new TypedPoint(), Spare)];
        (MustNotBeTold, BestTime) = (set?.MustNotBeTold?.Text, set?.BestTime?.Text);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (MayContact is not ("true" or "false")) Wrong(nameof(MayContact), "Choose whether anybody may get in touch");
        var points = Points.Select(Read).OfType<ContactPoint>().ToArray();
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        // In the order in which they stood before, those that are new behind them.
        var was = Person.ContactPreferences?.Preferred ?? [];
        var preferred = Preferred.Select(Codes.Parse<ContactMedium>).OfType<ContactMedium>().Distinct().OrderBy(m => was.IndexOf(m) is >= 0 and var at ? at : int.MaxValue);
        var command = new SetContactPreferences(new(MayContact == "false", [.. preferred], [.. points], AsWritten(MustNotBeTold), AsWritten(BestTime)));
        return await AnswerAsync(await dispatcher.PersonAsync(new PersonId(Id), command, Envelope(), Stop), done => Done(Address, "It is saved. Everybody who has a referral of theirs sees it now.", done.Position), FillAsync,
            ("preferences.points", "Points[0].Value"), ("preferences.mustNotBeTold", nameof(MustNotBeTold)), ("preferences.bestTime", nameof(BestTime)));
    }

    private ContactPoint? Read(TypedPoint typed, int at)
    {
        if (typed.IsEmpty) return null;
        var medium = Codes.Parse<ContactMedium>(typed.Medium);
        if (medium is null) Wrong($"Points[{at}].Medium", "Choose what it is");
        if (string.IsNullOrWhiteSpace(typed.Value)) Wrong($"Points[{at}].Value", "Enter the number or address");
        // Neither is ever taken for granted: somebody may be harmed by a message.
        if (typed.Safe is not ("true" or "false")) Wrong($"Points[{at}].Safe", "Choose whether it is safe to use");
        if (typed.Message is not ("true" or "false")) Wrong($"Points[{at}].Message", "Choose whether a message may be left");
        return ModelState.IsValid ? new(medium!.Value, Personal.Of(typed.Value!.Trim()), typed.Safe == "true", typed.Message == "true") : null;
    }

    private Task<IActionResult?> FillAsync() => ReadAsync(SetContactPreferences.Verb);
}
