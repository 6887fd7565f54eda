using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Exchange.Updates;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>A changed worklist comes back: what each row would record is shown first, and only what is then approved is recorded.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class UploadModel(WorklistSheets sheets, SheetToken token, Dispatcher dispatcher) : WorkPage
{
    /// <summary>How many faults are listed at a time; how many more there are is said.</summary>
    public const int MostFaults = 100;

    [BindProperty]
    public IFormFile? Sheet { get; set; }

    /// <summary>The sealed rows of the preview.</summary>
    [BindProperty]
    public string? Rows { get; set; }

    /// <summary>Whether a file was read, so that there is a preview.</summary>
    public bool IsRead { get; private set; }

    /// <summary>What would be recorded, by row.</summary>
    public IReadOnlyList<PlannedRow> News { get; private set; } = [];

    public IReadOnlyList<SheetFault> Faults { get; private set; } = [];

    /// <summary>How many rows there are, and how many of them say nothing new.</summary>
    public (int All, int Unchanged) Count { get; private set; }

    /// <summary>How many things were recorded by an approval that could not do everything.</summary>
    public int? Recorded { get; private set; }

    public int NewSteps => News.Sum(r => r.Steps.Count(s => s.Verdict == SheetVerdict.New));

    public IActionResult OnGet() => By.Provides ? Page() : NotShown(Refusals.RoleNotAllowed);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!By.Provides) return NotShown(Refusals.RoleNotAllowed);
        if (Sheet is not { Length: > 0 }) Wrong(nameof(Sheet), "Choose a CSV file");
        else if (Sheet.Length > SheetFile.LongestFile) Wrong(nameof(Sheet), $"The file must be smaller than {SheetFile.LongestFile / 1024} kB. Upload it in parts");
        if (!ModelState.IsValid) return await AgainAsync(Nothing);
        using var bytes = new MemoryStream();
        await Sheet!.CopyToAsync(bytes, Stop);
        var (rows, faults) = SheetFile.Read(bytes.ToArray());
        if (faults is [{ Line: 0, Words: var whole }])
        {
            Wrong(nameof(Sheet), whole);
            return await AgainAsync(Nothing);
        }
        await PreviewAsync(rows, faults);
        return Page();
    }

    public async Task<IActionResult> OnPostApproveAsync()
    {
        if (!By.Provides) return NotShown(Refusals.RoleNotAllowed);
        if (token.Open(Rows, By) is not { } rows)
        {
            Wrong(nameof(Sheet), "The preview is too old. Choose the file again; nothing was recorded");
            return await AgainAsync(Nothing);
        }
        var (planned, _) = await sheets.PlanAsync(rows, By, Stop);
        var (recorded, position) = (0, 0L);
        var faults = new List<SheetFault>();
        foreach (var row in planned)
            foreach (var step in row.Steps)
                switch (step)
                {
                    case { Verdict: SheetVerdict.New, Update: { } update }:
                        switch (await update.Send(new Sender(this, dispatcher, row)))
                        {
                            case Outcome.Done done: (recorded, position) = (recorded + (done.Changed ? 1 : 0), Math.Max(position, done.Position)); break;
                            case Outcome.Refused no: faults.Add(new(row.Row.Line, step.Column, no.Refusal.Message)); break;
                        }
                        break;
                    case { Verdict: SheetVerdict.Cannot }:
                        faults.Add(new(row.Row.Line, step.Column, step.Words));
                        break;
                }
        if (faults.Count == 0) return Done("/provider/worklist", recorded switch { 0 => "Everything in the file was recorded already.", 1 => "1 update is recorded.", _ => $"{recorded:N0} updates are recorded." }, position == 0 ? null : position);
        (Recorded, Faults, IsRead, Count) = (recorded, faults, true, (rows.Length, 0));
        return Page();
    }

    private async Task PreviewAsync(ImmutableArray<SheetRow> rows, ImmutableArray<SheetFault> unread)
    {
        var (planned, faults) = await sheets.PlanAsync(rows, By, Stop);
        IsRead = true;
        News = [.. planned.Where(r => r.Steps.Any(s => s.Verdict == SheetVerdict.New))];
        Faults = [.. unread.Concat(faults).OrderBy(f => f.Line)];
        Count = (rows.Length + unread.Count(f => f.Line > 1), planned.Count(r => r.Steps.All(s => s.Verdict == SheetVerdict.Known)));
        Rows = token.Seal(News.Select(r => r.Row), By);
        ModelState.Remove(nameof(Rows));
    }

    private sealed class Sender(UploadModel page, Dispatcher dispatcher, PlannedRow row) : ISheetSender<Task<Outcome>>
    {
        // Under an id of this preview, so that approving twice records once; what the file says again another day is asked anew.
        public Task<Outcome> Send<T>(T command) where T : IReferralVerb<T> =>
            dispatcher.ReferralAsync(row.Referral, command, page.Envelope($"{row.Row.Reference}\n{T.Verb}"), page.Stop);
    }
}
