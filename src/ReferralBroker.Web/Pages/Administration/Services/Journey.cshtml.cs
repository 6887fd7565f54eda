using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;

namespace ReferralBroker.Web.Pages.Administration.Services;

/// <summary>The journey a service follows and its clocks, at once or from a day ahead: what changes is shown before it is saved.</summary>
[RequiresRight(Right.ManageDirectory)]
public sealed class JourneyModel(Reader reader, Dispatcher dispatcher) : ServicePage(reader)
{
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>How many days each clock has, as typed, by the clock's name.</summary>
    [BindProperty]
    public Dictionary<string, string?> Days { get; set; } = [];

    [BindProperty]
    public DateParts From { get; set; } = new();

    /// <summary>What would be saved, while it is checked.</summary>
    public SetJourney? Checking { get; private set; }

    public IReadOnlyList<Choice> Journeys => [.. Journey.All.Select(j => new Choice(j.Code, j.Name))];

    /// <summary>The clocks that change.</summary>
    public IReadOnlyList<(ClockWords Clock, int Now, int Then)> Changes => ClockWords.Changes(Service.Clocks, Checking!.Clocks!);

    /// <summary>The day the example begins on.</summary>
    public DateOnly Begins => Checking!.From ?? Today;

    public string NameOf(string? journey) => journey is null ? "none" : Journey.Find(journey)?.Name ?? journey;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await ReadAsync() is { } not) return not;
        Code = Service.Journey;
        Days = ClockWords.All.ToDictionary(c => c.Name, c => (string?)c.Of(Service.Clocks).ToString(CultureInfo.InvariantCulture));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (ReadCommand() is not { } command) return await AgainAsync(Nothing);
        // The decision itself is asked whether it could be saved, before anybody is shown what it would change.
        if (SetJourney.Decide(Service, command, Reader.OccasionOf(By)).Refusal is { } no) return await RefusedAsync(no, Nothing, Fields);
        Checking = command;
        return Page();
    }

    /// <summary>Back to what was filled in.</summary>
    public async Task<IActionResult> OnPostChangeAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (ReadCommand() is not { } command) return await AgainAsync(Nothing);
        return await AnswerAsync(await dispatcher.ServiceAsync(new ServiceId(Id), command, Envelope(), Stop),
            done => Done(Address, command.From is { } from ? $"It is saved, and holds from {DateWords.Of(from)}." : "It is saved, and holds from now on.", done.Position), FillAsync, Fields);
    }

    private static readonly (string, string)[] Fields = [("journey", nameof(Code)), ("from", nameof(From)), ("clocks", $"Days[{nameof(ServiceClocks.AcknowledgeIn)}]")];

    private SetJourney? ReadCommand()
    {
        if (string.IsNullOrEmpty(Code)) Wrong(nameof(Code), "Choose a journey");
        var days = new Dictionary<string, int>();
        foreach (var clock in ClockWords.All)
        {
            if (int.TryParse(Days.GetValueOrDefault(clock.Name)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 90) days[clock.Name] = number;
            else Wrong($"Days[{clock.Name}]", $"Enter a number from 1 to 90: {clock.Words}");
        }
        if (!From.IsEmpty && From.Read() is null) Wrong(nameof(From), "Enter a real date, such as 3 5 2027");
        return ModelState.IsValid ? new(Code!, ClockWords.Make(c => days[c.Name]), From.Read()) : null;
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        // Whatever else was sent under that name, the form has these and no others.
        Days = ClockWords.All.ToDictionary(c => c.Name, c => Days.GetValueOrDefault(c.Name));
        return null;
    }
}
