namespace ReferralBroker.Web.Pages.Reports;

/// <summary>A chart above its table, drawn from it in the browser where scripts run.</summary>
/// <param name="Kind">Which kind: bars, range, funnel, run, compare or map.</param>
/// <param name="Table">The id of the table.</param>
/// <param name="Title">What it shows, in a sentence.</param>
public sealed record ChartShown(string Kind, string Table, string Title)
{
    /// <summary>What the chart needs besides its table, by the names of data attributes.</summary>
    public IReadOnlyDictionary<string, string?> More { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the shapes of areas are; null for a chart without.</summary>
    public string? Areas { get; init; }
}
