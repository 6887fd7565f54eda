using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;

namespace ReferralBroker.Web.Pages.Administration.Services;

/// <summary>A rule on whom a service is for, with the days on which it holds: whom it would match otherwise is shown before it is saved.</summary>
[RequiresRight(Right.ManageDirectory)]
public sealed class RuleModel(Reader reader, Dispatcher dispatcher) : ServicePage(reader)
{
    /// <summary>Which of the service's rules is meant; none: a new one.</summary>
    [BindProperty(SupportsGet = true)]
    public int? At { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? RuleWords { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public string? Confirmed { get; set; }

    [BindProperty]
    public DateParts From { get; set; } = new();

    [BindProperty]
    public DateParts To { get; set; } = new();

    /// <summary>The rule as it is; null for a new one.</summary>
    public EligibilityRule? Before => At is { } at ? Service.Eligibility[at] : null;

    /// <summary>The rule as it would be, while it is checked.</summary>
    public EligibilityRule? Checking { get; private set; }

    /// <summary>The day for which the change is shown: the first on which it can be seen.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>How many of the people tried are matched otherwise, by what they were and would be.</summary>
    public IReadOnlyList<(Suitability Was, Suitability Now, int Count)> Moved { get; private set; } = [];

    /// <summary>How many invented people it was tried on.</summary>
    public int Tried { get; private set; }

    public string FormAddress => $"{Address}/rule{(At is { } at ? $"?at={at}" : "")}";

    public IReadOnlyList<Choice> Criteria => [.. Criterion.All.Select(c => new Choice(c.Code, CriterionWords.Of(c), $"Takes {c.Takes}"))];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Before is not { } rule) return Page();
        (Code, Value, RuleWords, Source, Confirmed, From, To) = (rule.Code, rule.Value, rule.Words, rule.Source, rule.ToBeConfirmed ? "false" : "true", DateParts.Of(rule.From), DateParts.Of(rule.To));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Read() is not { } rule) return await AgainAsync(Nothing);
        // The decision itself is asked whether it could be saved, before anybody is shown what it would change.
        if (SetEligibility.Decide(Service, CommandWith(rule), Reader.OccasionOf(By)).Refusal is { } no) return await RefusedAsync(no, Nothing, Fields);
        Checking = rule;
        Day = new[] { Today, rule.From > Today ? rule.From : rule.To is { } to && to >= Today && Before is not null ? to.AddDays(1) : Today }.Max();
        var then = Service with { Eligibility = RulesWith(rule) };
        var people = SamplePeople.All;
        Tried = people.Count;
        Moved = [.. people.Select(p => (Was: Match.Of(Service, p, Day).Suitability, Now: Match.Of(then, p, Day).Suitability)).Where(m => m.Was != m.Now)
            .GroupBy(m => m).OrderBy(g => g.Key).Select(g => (g.Key.Was, g.Key.Now, g.Count()))];
        return Page();
    }

    /// <summary>Back to what was filled in.</summary>
    public async Task<IActionResult> OnPostChangeAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Read() is not { } rule) return await AgainAsync(Nothing);
        // Sent twice, the second would add it to a list that has it.
        if (At is null && Service.Eligibility.Contains(rule)) return Done(Address, "The rule is saved.");
        return await AnswerAsync(await dispatcher.ServiceAsync(new ServiceId(Id), CommandWith(rule), Envelope(), Stop), done => Done(Address, "The rule is saved.", done.Position), FillAsync, Fields);
    }

    private static readonly (string, string)[] Fields = [("code", nameof(Code)), ("rules", nameof(Value)), ("rules.words", nameof(RuleWords)), ("rules.source", nameof(Source)), ("rules.to", nameof(To))];

    private ImmutableArray<EligibilityRule> RulesWith(EligibilityRule rule) => At is { } at ? Service.Eligibility.SetItem(at, rule) : Service.Eligibility.Add(rule);

    private SetEligibility CommandWith(EligibilityRule rule) => new(RulesWith(rule));

    private EligibilityRule? Read()
    {
        if (Criterion.Find(Code ?? "") is null) Wrong(nameof(Code), "Choose what it looks at");
        if (string.IsNullOrWhiteSpace(Value)) Wrong(nameof(Value), "Enter what it must be");
        if (string.IsNullOrWhiteSpace(RuleWords)) Wrong(nameof(RuleWords), "Say it in plain words");
        if (string.IsNullOrWhiteSpace(Source)) Wrong(nameof(Source), "Say where it is laid down");
        if (Confirmed is not ("true" or "false")) Wrong(nameof(Confirmed), "Choose whether it is confirmed");
        if (From.Read() is null) Wrong(nameof(From), "Enter the first day it holds, such as 3 5 2027");
        if (!To.IsEmpty && To.Read() is null) Wrong(nameof(To), "Enter a real date, such as 3 5 2027");
        return ModelState.IsValid ? new(Code!, Value!.Trim(), RuleWords!.Trim(), Source!.Trim(), Confirmed == "false", From.Read()!.Value, To.Read()) : null;
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        // Somebody else may have taken rules away meanwhile.
        return At is { } at && (at < 0 || at >= Service.Eligibility.Length) ? new Answer(Problems.NoSuchAddress) : null;
    }
}
