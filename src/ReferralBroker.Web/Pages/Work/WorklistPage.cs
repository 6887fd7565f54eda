using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>A worklist in pages: its parts with how many rows each has, filters and order, all of it in the address.</summary>
public abstract class WorklistPage(WorklistReader reader, WorklistQuery query) : WorkPage
{
    /// <summary>Rows on a page.</summary>
    public const int Length = 25;

    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    /// <summary>Only this worker's; "me" for one's own, "nobody" for those that nobody holds.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Worker { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Service { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    [BindProperty(SupportsGet = true, Name = "at")]
    public int Number { get; set; } = 1;

    /// <summary>Where the list is.</summary>
    public abstract string Path { get; }

    public abstract IReadOnlyList<WorklistView> Views { get; }

    protected abstract WorklistSide Side { get; }

    public bool IsReceived => Side == WorklistSide.Received;

    public WorklistView Current { get; private set; } = null!;

    public IReadOnlyList<WorklistItem> Items { get; private set; } = [];

    /// <summary>How many rows each part has, with the filters that are set.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    /// <summary>All rows of this side by what they have in common.</summary>
    protected IReadOnlyList<WorklistGroup> Groups { get; private set; } = [];

    /// <summary>What the table is called.</summary>
    public string Caption => $"Referrals: {Current.Words.ToLowerInvariant()}";

    public int Total => Counts[Current.Code];

    public int First => Total == 0 ? 0 : ((Number - 1) * Length) + 1;

    public int Last => Items.Count == 0 ? 0 : First + Items.Count - 1;

    public int PageCount => Math.Max(1, (Total + Length - 1) / Length);

    public bool IsFiltered => !string.IsNullOrEmpty(Worker) || Service is not null;

    protected async Task FillAsync()
    {
        await CountAsync();
        Number = Math.Clamp(Number, 1, PageCount);
        (Items, _) = await reader.PageAsync(Filter() with { Skip = (Number - 1) * Length }, null, Length, Asking("worklist"), Stop);
    }

    /// <summary>Finds the part that is asked for, and how many rows each has.</summary>
    protected async Task CountAsync()
    {
        Current = Views.FirstOrDefault(v => v.Code == View) ?? Views[0];
        await SeesOwnAsync("worklist");
        Groups = await query.GroupsAsync(By.Organisation.Value, Side, Today, Stop);
        var fitting = Groups.Where(Fits).ToArray();
        Counts = Views.ToDictionary(v => v.Code, v => fitting.Where(v.Holds).Sum(g => g.Count));
    }

    /// <summary>The rows that are asked for.</summary>
    protected WorklistFilter Filter() => Current.Narrow(new WorklistFilter(By.Organisation.Value, Today)
    {
        Side = Side,
        Worker = WorkerKey,
        UnassignedOnly = Worker == "nobody",
        Service = Service,
        Order = Sort switch { "newest" => WorklistOrder.Newest, "oldest" => WorklistOrder.Oldest, _ => WorklistOrder.Due },
    });

    /// <summary>The address of this list with something changed.</summary>
    public string With(string? view = null, int page = 1, string? path = null)
    {
        var parts = new List<string>();
        if ((view ?? Current.Code) is var code && code != Views[0].Code) parts.Add($"view={code}");
        if (!string.IsNullOrEmpty(Worker)) parts.Add($"worker={Uri.EscapeDataString(Worker)}");
        if (Service is { } service) parts.Add($"service={service}");
        if (Sort is "newest" or "oldest") parts.Add($"sort={Sort}");
        if (page > 1) parts.Add($"at={page}");
        return (path ?? Path) + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
    }

    // Whatever is typed into an address is only ever compared.
    private string? WorkerKey => Worker switch { null or "" or "nobody" => null, "me" => By.User, var other => other.Replace("\0", "", StringComparison.Ordinal) };

    private bool Fits(WorklistGroup g) => (Worker is null or "" || (Worker == "nobody" ? g.Worker is null : g.Worker == WorkerKey)) && (Service is null || g.Service == Service);
}
