using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Reporting;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>A commissioner gives a report a title and publishes it.</summary>
[RequiresRight(Right.PublishReports)]
public sealed class PublishModel(Dispatcher dispatcher) : WorkPage
{
    /// <summary>The report's name.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Report { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    /// <summary>What is to be published.</summary>
    public ReportAnswer ToPublish { get; private set; } = null!;

    /// <summary>How many lines its table has.</summary>
    public int Lines => ToPublish.AsTable().Rows.Count;

    internal AskableReport Asked { get; private set; } = null!;

    /// <summary>The page it is shown on.</summary>
    public string Shown => Asked.Page + Request.QueryString;

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        var command = await PublicationsApi.CommandAsync(ToPublish, Asked, Request.Query, Title, Stop);
        return await AnswerAsync(await dispatcher.PublishAsync(command, Envelope(), Stop), done => Done($"/reports/published/{done.Target}", "The report is published.", done.Position), FillAsync, ("title", nameof(Title)));
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (AskableReport.Find(Report) is not { } report) return new Answer(Problems.UnknownCode($"This is not one of: {string.Join(", ", AskableReport.All.Select(r => r.Name))}.", "report"));
        Asked = report;
        var (scope, problem) = await ReportScope.ReadAsync(HttpContext, report);
        if (problem is not null) return new Answer(problem);
        var reply = await report.AskAsync(new(HttpContext.RequestServices, Request.Query, By.Role, scope!.ForPublication, Stop));
        if (reply.Problem is not null) return new Answer(reply.Problem);
        ToPublish = reply.Answer!;
        return null;
    }
}
