using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.Publications;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>What has been published, newest first.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class PublishedModel(PublicationQueries publications) : WorkPage
{
    private const int PageSize = 50;

    /// <summary>Only those published before this position.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<PublicationRow> Rows { get; private set; } = [];

    /// <summary>Where those before begin; null where there are none.</summary>
    public long? Next { get; private set; }

    public async Task OnGetAsync()
    {
        // A position that is none begins at the beginning.
        ModelState.Clear();
        await SeesOwnAsync("publications");
        var rows = await publications.ListAsync(Before, PageSize + 1, Stop);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].Position : null;
    }
}
