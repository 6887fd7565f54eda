using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>A referral that is to have another worker: whether it can, and if not, why.</summary>
public sealed record Move(string Reference, int Version, string? From, string? Hindrance);

/// <summary>Gives several referrals to another worker at once: chosen first, then shown with what will and what cannot move, then moved.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class ReassignModel(WorklistReader worklist, Workers workers, ReferralReferences references, Reader reader, Dispatcher dispatcher) : WorkPage
{
    /// <summary>How many referrals are listed at a time: more than anybody holds. Where there are more it is said.</summary>
    public const int Most = 200;

    /// <summary>Whose referrals are listed: a user key, or "nobody" for those that nobody holds.</summary>
    [BindProperty(SupportsGet = true, Name = "worker")]
    public string? Whose { get; set; }

    /// <summary>The same; nobody's where the address does not say, or says nothing.</summary>
    public string From => Whose ?? "nobody";

    /// <summary>The chosen ones: a reference, a dot and the version that was seen.</summary>
    [BindProperty]
    public List<string> Chosen { get; set; } = [];

    [BindProperty]
    public string? To { get; set; }

    public IReadOnlyList<WorklistItem> Items { get; private set; } = [];

    /// <summary>Whether there are more than are listed.</summary>
    public bool IsCut { get; private set; }

    public IReadOnlyList<Choice> Known { get; private set; } = [];

    /// <summary>What will and what cannot move; null before it was asked.</summary>
    public IReadOnlyList<Move>? Moves { get; private set; }

    /// <summary>Whether the moves are done, and those listed are what could not.</summary>
    public int? Moved { get; private set; }

    public string Address => $"/provider/reassign?worker={Uri.EscapeDataString(From)}";

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Chosen.Count == 0) Wrong(nameof(Chosen), "Choose the referrals to move");
        if (string.IsNullOrEmpty(To)) Wrong(nameof(To), "Choose who takes them");
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        Moves = await PlanAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostMoveAsync()
    {
        if (await FillAsync() is { } not) return not;
        var (moved, position, left) = (0, 0L, new List<Move>());
        foreach (var (reference, version) in Asked())
        {
            var id = await references.FindAsync(reference, Stop) ?? new(Guid.Empty);
            switch (await dispatcher.ReferralAsync(id, new Assign(To ?? ""), Envelope(reference) with { ExpectedVersion = version }, Stop))
            {
                case Outcome.Done done: (moved, position) = (moved + 1, Math.Max(position, done.Position)); break;
                case Outcome.Refused no: left.Add(new(reference, version, null, no.Refusal.Message)); break;
            }
        }
        if (left.Count == 0) return Done("/provider/worklist", $"{(moved == 1 ? "1 referral has" : $"{moved} referrals have")} another worker now: {To}.", position);
        (Moves, Moved) = (left, moved);
        return Page();
    }

    /// <summary>Asks the decision itself of each, changing nothing.</summary>
    private async Task<IReadOnlyList<Move>> PlanAsync()
    {
        var on = reader.OccasionOf(By);
        var moves = new List<Move>();
        foreach (var (reference, version) in Asked())
        {
            var (referral, facts) = await reader.HistoryAsync(await references.FindAsync(reference, Stop) ?? new(Guid.Empty), Stop);
            var decision = Assign.Decide(referral, new(To!), on);
            var hindrance = decision.Refusal?.Message ?? (decision.Streams.IsEmpty ? "They have it already." : facts.Count == version ? null : "It changed since you looked. Go back and look at it again.");
            moves.Add(new(reference, version, referral.Worker, hindrance));
        }
        return moves;
    }

    private IEnumerable<(string Reference, int Version)> Asked() =>
        from chosen in Chosen.Distinct().Take(Most)
        let parts = chosen.Split('.')
        where parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));

    private async Task<IActionResult?> FillAsync()
    {
        if (!By.Provides) return NotShown(Refusals.RoleNotAllowed);
        await SeesOwnAsync("worklist");
        Known = [new("", "Choose a worker"), .. (await workers.OfAsync(By.Organisation, Today, Stop)).Where(w => w != From).Select(w => new Choice(w, w))];
        var filter = new WorklistFilter(By.Organisation.Value, Today) { Side = WorklistSide.Received, UnassignedOnly = From == "nobody", Worker = From == "nobody" ? null : From.Replace("\0", "", StringComparison.Ordinal) };
        (Items, var more) = await worklist.PageAsync(filter, null, Most, Asking("reassign"), Stop);
        IsCut = more is not null;
        return null;
    }

    /// <summary>Whom one of the listed referrals is about; null for one that is not listed any more.</summary>
    public string? NameOf(string reference) => Items.FirstOrDefault(i => i.Reference == reference) is { } item ? PersonWords.Name(item.FamilyName, item.GivenName) : null;

    /// <summary>The referrals to choose from.</summary>
    public IReadOnlyList<Choice> Rows => [.. Items.Select(i => new Choice($"{i.Reference}.{i.Version}", $"{PersonWords.Name(i.FamilyName, i.GivenName)}, {i.Reference}",
        $"{StatusTags.Of(Codes.Parse<ReferralStatus>(i.State)!.Value).Words}, {i.ServiceName}{(i.DueOn is { } due ? $", due {DateWords.Of(due)}" : "")}"))];
}
