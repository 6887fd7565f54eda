using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Exchange.Csv;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Publications;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>A published report: its table, what it rests on, whether it can still be made again, and what is known now that was not known then.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class PublicationModel(Reader reader, Dispatcher dispatcher, PublicationCheck check, ReportDays days) : WorkPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>What is to be shown besides the table: nothing, "check", "changes", or "file" for the table alone.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Publication Publication { get; private set; } = null!;

    /// <summary>Where it was made again.</summary>
    public Check? Check { get; private set; }

    /// <summary>What differs from what is known at the last month end; null where that was not asked.</summary>
    public IReadOnlyList<ChangedLine>? Changes { get; private set; }

    public DateOnly ChangesAsAt { get; private set; }

    /// <summary>The columns that say something of each line, by their places in the table.</summary>
    public IReadOnlyList<int> Columns { get; private set; } = [];

    public IReadOnlyList<string> Header { get; private set; } = [];

    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; private set; } = [];

    public bool MayWithdraw => Publication.Withdrawn is null && Rights.Holds(By.Role, Right.PublishReports);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        // The kept text itself: it must have the hash that was published.
        if (Show == "file") return new Answer(Results.File(Encoding.UTF8.GetBytes(Publication.Table), "text/csv; charset=utf-8", $"{Publication.Report}.csv"));
        if (Show == "check") Check = await check.VerifyAsync(Publication, Stop);
        if (Show == "changes")
        {
            ChangesAsAt = await days.LastMonthEndAsync(Stop) ?? Publication.AsAt;
            Changes = await check.ChangesSinceAsync(Publication, ChangesAsAt, Stop);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        return await AnswerAsync(await dispatcher.PublicationAsync(new PublicationId(Id), new WithdrawPublication(Reason ?? ""), Envelope(), Stop),
            done => Done($"/reports/published/{Id}", "The report is withdrawn. It stays to be read, with the reason.", done.Position), FillAsync, ("reason", nameof(Reason)));
    }

    /// <summary>A column's name in words.</summary>
    public static string Words(string column) => char.ToUpper(column[0], CultureInfo.InvariantCulture) + column[1..].Replace('_', ' ');

    /// <summary>Codes that stand beside their words, and what is said once above the table, below it and in its file.</summary>
    private static readonly HashSet<string> Unshown =
        ["breakdown", "value_code", "stage", "output", "reason", "measure", "definition", "source", "definition_version", "from", "to", "as_at", "log_position", "policy", "data"];

    /// <summary>Figures are always shown; words where they tell one line from another.</summary>
    private bool IsShown(int column) => !Unshown.Contains(Header[column])
        && (Rows.Any(row => long.TryParse(row[column], CultureInfo.InvariantCulture, out _) || row[column] is ['[', ..]) || Rows.Select(row => row[column]).Distinct().Skip(1).Any());

    private async Task<IActionResult?> FillAsync()
    {
        var (published, version) = await reader.PublicationAsync(new(Id), Stop);
        if (!published.Exists) return NotShown(Refusals.PublicationUnknown);
        Publication = published;
        Version ??= version;
        (Header, Rows) = CsvTable.Read(published.Table);
        // A step that this table has no place for is in its file, and takes no line here.
        if (Header.Contains("count")) Rows = [.. Rows.Where(row => row[Header.ToList().IndexOf("count")] != "[z]")];
        Columns = [.. Enumerable.Range(0, Header.Count).Where(IsShown)];
        return null;
    }
}
