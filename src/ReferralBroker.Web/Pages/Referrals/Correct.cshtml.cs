using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>Something that was recorded on a referral and may have been recorded wrong.</summary>
/// <param name="What">As the address has it: contact, job or gain with its id, or need.</param>
/// <param name="Words">What was recorded.</param>
public sealed record Correctable(string What, string Words);

/// <summary>Puts right one fact that was recorded wrong. What was recorded stays in the log, and the timeline shows both.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class CorrectModel(ReferralReferences references, Reader reader, DirectoryQueries directory, Dispatcher dispatcher) : ReferralPage(references, reader, directory)
{
    private const string OfNeed = "need";
    private const string OfContact = "contact";
    private const string OfJob = "job";
    private const string OfGain = "gain";

    private readonly Reader _reader = reader;
    private Referral _state = null!;

    /// <summary>What is corrected; null where it is still to be chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? What { get; set; }

    [BindProperty]
    public DateParts On { get; set; } = new();

    [BindProperty]
    public string? Medium { get; set; }

    [BindProperty]
    public string? Reached { get; set; }

    [BindProperty]
    public string? Hours { get; set; }

    [BindProperty]
    public DateParts FourPaidHoursOn { get; set; } = new();

    [BindProperty]
    public string? Pounds { get; set; }

    [BindProperty]
    public string? Basis { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? Need { get; set; }

    [BindProperty]
    public string? Why { get; set; }

    /// <summary>Everything that this viewer may correct.</summary>
    public IReadOnlyList<Correctable> Recorded { get; private set; } = [];

    /// <summary>The one that is corrected.</summary>
    public Correctable? Chosen => Recorded.FirstOrDefault(r => r.What == What);

    public bool Is(string kind) => What?.Split('.')[0] == kind;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Chosen is not null) ShowRecorded();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Chosen is null) return NotFound();
        if (Command() is not { } command) return await AgainAsync(FillAsync);
        return await AnswerAsync(await dispatcher.ReferralAsync(Referral.Id, command, Envelope(), Stop), done => Done(Address(), "It is put right. What was recorded before stays on the timeline.", done.Position), FillAsync,
            ("contact.on", nameof(On)), ("job.startedOn", nameof(On)), ("startedOn", nameof(On)), ("hoursPerWeek", nameof(Hours)), ("fourPaidHoursOn", nameof(FourPaidHoursOn)), ("pounds", nameof(Pounds)), ("why", nameof(Why)));
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync(Correct.Verb) is { } not) return not;
        (_state, _) = await _reader.HistoryAsync(Referral.Id, Stop);
        var sent = _state.IsReferrer(By.Organisation) && Referral.Need is not null ? [new Correctable(OfNeed, $"Wants help with: {CodeWords.Of(_state.Need)}")] : Array.Empty<Correctable>();
        var received = !IsProvider ? [] : _state.Contacts.OrderBy(c => c.Value.On).Select(c => new Correctable($"{OfContact}.{c.Key}", $"Contact on {DateWords.Of(c.Value.On)}, {CodeWords.Of(c.Value.Medium)}, {(c.Value.Reached ? "reached" : "not reached")}"))
            .Concat(_state.Jobs.OrderBy(j => j.Value.StartedOn).Select(j => new Correctable($"{OfJob}.{j.Key}", $"Job started on {DateWords.Of(j.Value.StartedOn)}, {j.Value.HoursPerWeek:0.##} hours a week")))
            .Concat(_state.Gains.Select(g => new Correctable($"{OfGain}.{g.Key}", $"Better off by £{g.Value.Pounds:N2}, {CodeWords.Of(g.Value.Basis)}")));
        Recorded = [.. sent, .. received];
        return null;
    }

    /// <summary>Fills the form with what is recorded.</summary>
    private void ShowRecorded()
    {
        if (Is(OfNeed)) Need = Codes.Name(_state.Need);
        if (Is(OfContact) && _state.Contacts.TryGetValue(Id, out var contact)) (On, Medium, Reached) = (DateParts.Of(contact.On), Codes.Name(contact.Medium), contact.Reached ? "true" : "false");
        if (Is(OfJob) && _state.Jobs.TryGetValue(Id, out var job)) (On, Hours, FourPaidHoursOn) = (DateParts.Of(job.StartedOn), Plain(job.HoursPerWeek), DateParts.Of(job.FourPaidHoursOn));
        if (Is(OfGain) && _state.Gains.TryGetValue(Id, out var gain)) (Pounds, Basis, Kind) = (Plain(gain.Pounds), Codes.Name(gain.Basis), Codes.Name(gain.Kind));
    }

    /// <summary>What was filled in; null where something is wrong with it.</summary>
    private new Correct? Command()
    {
        var why = AsWritten(Why);
        if (Is(OfNeed))
        {
            var need = Codes.Parse<Need>(Need);
            if (need is null) Wrong(nameof(Need), "Choose what they want help with");
            return need is null ? null : new(Need: need, Why: why);
        }
        if (Is(OfGain))
        {
            var (pounds, basis, kind) = (Number(nameof(Pounds), Pounds, "Enter an amount, such as 1250"), Codes.Parse<GainBasis>(Basis), Codes.Parse<GainKind>(Kind));
            if (basis is null) Wrong(nameof(Basis), "Choose whether it is every year, or once");
            if (kind is null) Wrong(nameof(Kind), "Choose what it is");
            return pounds is null || basis is null || kind is null ? null : new(Gain: new(Id, pounds.Value, basis.Value, kind.Value), Why: why);
        }
        var on = On.Read();
        if (on is null) Wrong(nameof(On), "Enter a real date, such as 3 5 2026");
        if (Is(OfJob))
        {
            var hours = Number(nameof(Hours), Hours, "Enter hours a week, such as 16");
            if (!FourPaidHoursOn.IsEmpty && FourPaidHoursOn.Read() is null) Wrong(nameof(FourPaidHoursOn), "Enter a real date, such as 3 5 2026");
            return ModelState.IsValid ? new(Job: new(Id, on!.Value, hours!.Value, FourPaidHoursOn.Read()), Why: why) : null;
        }
        var medium = Codes.Parse<ContactMedium>(Medium);
        if (medium is null) Wrong(nameof(Medium), "Choose how");
        if (Reached is not ("true" or "false")) Wrong(nameof(Reached), "Choose whether you reached them");
        return ModelState.IsValid ? new(Contact: new(Id, on!.Value, medium!.Value, Reached == "true"), Why: why) : null;
    }

    private Guid Id => Guid.TryParse(What?.Split('.').Last(), out var id) ? id : Guid.Empty;

    private decimal? Number(string property, string? text, string wrong)
    {
        if (decimal.TryParse(text?.Trim().TrimStart('£').Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
        Wrong(property, wrong);
        return null;
    }

    private static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
