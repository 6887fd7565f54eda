using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Domain;
using ReferralBroker.Exchange.Csv;
using ReferralBroker.Exchange.Updates;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>A part of the worklist as a spreadsheet, with the filters of the page it is downloaded from.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class WorklistFileModel(WorklistReader reader, WorklistQuery query, WorklistSheets sheets) : WorklistPage(reader, query)
{
    public override string Path => "/provider/worklist/file";

    public override IReadOnlyList<WorklistView> Views => WorklistViews.OfProvider;

    protected override WorklistSide Side => WorklistSide.Received;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!By.Provides) return NotShown(Refusals.RoleNotAllowed);
        await CountAsync();
        using var file = new MemoryStream();
        await CsvTable.WriteAsync(file, SheetColumns.All, await sheets.RowsAsync(Filter(), Asking("worklist-file"), Stop), Stop);
        return File(file.ToArray(), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"worklist-{Current.Code}-{Today:yyyy-MM-dd}.csv"));
    }
}
