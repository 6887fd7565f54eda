using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Domain;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Reports;
using ReferralBroker.Web.Pages.Words;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>
/// A report as a page: what it is asked for stands in the address, so that it can be sent to a colleague; its figures are those of the API, and the same
/// table can be had as a file.
/// </summary>
public abstract class ReportPage : PageModel
{
    /// <summary>How many months are looked at where nothing is chosen.</summary>
    protected virtual int UsualMonths => 12;

    /// <summary>The first day of the period, which is the first of a month.</summary>
    [BindProperty(SupportsGet = true, Name = "from")]
    public string? AskedFrom { get; set; }

    /// <summary>The day after its last, which is the first of a month too.</summary>
    [BindProperty(SupportsGet = true, Name = "to")]
    public string? AskedTo { get; set; }

    /// <summary>One of the periods that a commissioner chooses from, as its first day and the day after its last.</summary>
    [BindProperty(SupportsGet = true, Name = "period")]
    public string? AskedPeriod { get; set; }

    /// <summary>The month end it is to stand at; none for the last one, or for now.</summary>
    [BindProperty(SupportsGet = true, Name = "asAt")]
    public string? AskedAsAt { get; set; }

    /// <summary>The report it shows.</summary>
    internal abstract AskableReport Report { get; }

    /// <summary>Where the page is.</summary>
    public string Path => Report.Page;

    /// <summary>What the report answered.</summary>
    public ReportAnswer Answer { get; private set; } = null!;

    /// <summary>What stands below its table.</summary>
    public ReportFoot Foot => new(Answer.Notes, Answer.AsAt, Answer.Position, With(("as", "csv")), IsOfAll && AskableReport.All.Contains(Report) ? PublishAt : null);

    /// <summary>The stages that its figures rest on.</summary>
    public IEnumerable<Stage> StagesUsed => Answer.DefinitionsUsed().Select(d => StageNames.Of(d.Code));

    /// <summary>The day it is in England.</summary>
    public DateOnly Today => EnglandTime.DateOf(HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    public DateOnly From => Chosen?.From ?? ReportScope.Day(AskedFrom) ?? Usual.From;

    public DateOnly To => Chosen?.To ?? ReportScope.Day(AskedTo) ?? Usual.To;

    public DateOnly? AsAt => ReportScope.Day(AskedAsAt);

    /// <summary>Whether everything is looked at, small numbers hidden, and not one's own organisation alone.</summary>
    public bool IsOfAll => HttpContext.Actor().Role == Role.Commissioner;

    /// <summary>"1 November 2025 to 31 October 2026"; where the report stands at a day within it, how far it goes.</summary>
    public string Period => $"{DateWords.Of(Answer.From)} to {DateWords.Of(Answer.To.AddDays(-1))}{(Answer.AsAt is { } end && end >= Answer.From && end < Answer.To.AddDays(-1) ? $", so far: to {DateWords.Of(end)}" : "")}";

    /// <summary>Whether another period is looked at than the address asks for.</summary>
    public bool IsWidened => (From, To) != (Answer.From, Answer.To);

    /// <summary>Whether a period is chosen as a whole: a commissioner's, but where months are told of one by one.</summary>
    public bool IsOfPeriods => IsOfAll && !Report.TellsOfMonths;

    /// <summary>The period that is looked at, as a choice; none where it is the usual one.</summary>
    public string PeriodChosen => AskedPeriod is null && AskedFrom is null && AskedTo is null ? "" : PeriodChoices.ValueOf(Answer.From, Answer.To);

    /// <summary>The months and periods that can be chosen.</summary>
    public PeriodChoices Choices => new(ThisMonth, Known);

    /// <summary>What a report can be broken down by.</summary>
    public virtual IReadOnlyList<Choice> Breakdowns => [.. Enum.GetValues<Dimension>().Where(d => d != Dimension.SmallArea).Select(d => new Choice(Codes.Name(d), Dimensions.NameOf(d)))];

    /// <summary>The dimensions it is broken down by, as the address names them.</summary>
    public IReadOnlyList<string> By => [.. Answer.By.Select(Codes.Name)];

    /// <summary>What it is narrowed to, in words.</summary>
    public string? Narrowed => Answer.Only.Count == 0 ? null : string.Join(", ", Answer.Only.Select(o => Dimensions.ValuesOf(o.Key) is null ? $"one {Dimensions.NameOf(o.Key).ToLowerInvariant()}" : $"{Dimensions.NameOf(o.Key).ToLowerInvariant()}: {Dimensions.WordsOf(o.Key, o.Value)}"));

    // Left to itself, a page would be shown without its content to whoever asks in a way that it does not answer.
    public override Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerMethod is not null) return next();
        context.Result = new Answered(Problems.WrongMethod);
        return Task.CompletedTask;
    }

    /// <summary>The page, or the same table as a file.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        var (scope, problem) = await ReportScope.ForAsync(HttpContext, Report, From, To, AsAt);
        if (problem is not null) return new Answered(problem);
        var reply = await Report.AskAsync(new(HttpContext.RequestServices, Asked(Request.Query), HttpContext.Actor().Role, scope!, HttpContext.RequestAborted));
        if (reply.Problem is not null) return new Answered(reply.Problem);
        Answer = reply.Answer!;
        return Request.Query["as"] == "csv" ? new Answered(new CsvResult(Answer.AsTable())) : Page();
    }

    /// <summary>The query as the report is asked with it.</summary>
    private protected virtual IQueryCollection Asked(IQueryCollection query) => query;

    /// <summary>A figure as a page writes it: thousands apart.</summary>
    public static string Written(Figure figure) => figure.Value is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : figure.Shown;

    /// <summary>A share as a page writes it.</summary>
    public static string Percent(Figure figure) => figure.Value is { } value ? $"{value}%" : figure.Shown;

    /// <summary>The words of a row; a month is written as people say it.</summary>
    public static string WordsOf(Dimension by, string? key, string label) =>
        by == Dimension.Month && key is not null ? DateWords.OfMonth(key) : label;

    /// <summary>The words of a row of this report, which is broken down by one dimension or by nothing.</summary>
    public string RowWords(string? key, string label) => Answer.By.IsEmpty ? label : WordsOf(Answer.By[0], key, label);

    /// <summary>Where a number of a stage is opened to its parts; null where it is hidden, or is none.</summary>
    /// <param name="figure">The number.</param>
    /// <param name="stage">The stage, by its code.</param>
    /// <param name="basis">Cohort or activity.</param>
    /// <param name="row">The values of the row it stands in.</param>
    public string? PartsAt(Figure figure, string stage, Basis basis, params ReadOnlySpan<(Dimension By, string? Value)> row) =>
        OpenedAt(figure, [("of", Report.Name), ("stage", stage), ("basis", Codes.Name(basis))], row);

    /// <summary>Where a number of this report is opened to its parts, of a report that looks at each referral by itself; null where it is hidden, or is none.</summary>
    /// <param name="figure">The number.</param>
    /// <param name="number">Which number of the report it is, by its code.</param>
    /// <param name="key">The value of the row it stands in; null for all together.</param>
    public string? NumberAt(Figure figure, string number, string? key) =>
        OpenedAt(figure, [("of", Report.Name), ("number", number), .. AskedBesides], key is null ? [] : [(Answer.By[0], key)]);

    /// <summary>What the report is asked for besides its period, its breakdown and what it is narrowed to, as an address writes it.</summary>
    protected virtual IEnumerable<(string Name, string Value)> AskedBesides => [];

    private protected string? OpenedAt(Figure figure, IEnumerable<(string Name, string Value)> what, ReadOnlySpan<(Dimension By, string? Value)> row)
    {
        if (figure.Value is not > 0) return null;
        var (from, to) = (Answer.From, Answer.To);
        var asked = Answer.Only.ToDictionary(o => o.Key, o => o.Value);
        foreach (var (by, value) in row)
            if (by == Dimension.Month && value is not null)
            {
                var month = DateOnly.ParseExact(value, "yyyy-MM", CultureInfo.InvariantCulture);
                (from, to) = (month > from ? month : from, month.AddMonths(1) < to ? month.AddMonths(1) : to);
            }
            else if (value is not null) asked[by] = value;
        return PartsAsk.Page + QueryString.Create(
        [
            .. what.Select(w => KeyValuePair.Create(w.Name, (string?)w.Value)),
            new("from", ReportScope.Written(from)), new("to", ReportScope.Written(to)),
            .. Answer.AsAt is { } day ? [KeyValuePair.Create("asAt", (string?)ReportScope.Written(day))] : Array.Empty<KeyValuePair<string, string?>>(),
            .. asked.Select(a => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(a.Key.ToString()), (string?)a.Value)),
        ]);
    }

    /// <summary>The address of the same report with something changed; null takes it away.</summary>
    public string With(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var parts = Request.Query.Where(q => q.Key != "as").ToDictionary(q => q.Key, q => q.Value.ToString());
        foreach (var (name, value) in changes)
            if (value is null) parts.Remove(name);
            else parts[name] = value;
        return Path + QueryString.Create(parts.Where(p => p.Value.Length > 0)!);
    }

    /// <summary>The period and the day as an address asks for them; what is usual is left out.</summary>
    public string PeriodQuery => QueryString.Create(Dated().Where(d => !string.IsNullOrEmpty(d.Value))).ToString();

    /// <summary>Where it is said why, over the same days: why it went a way out, or what is awaited.</summary>
    public string WhyAt(Stage stage, Basis basis, string? journey)
    {
        var asked = Dated().Prepend(new("journey", stage.Unit == Unit.Conversation ? null : journey));
        if (stage.IsLoss) asked = asked.Prepend(new("basis", Codes.Name(basis))).Prepend(new("loss", stage.Code));
        return (stage.IsLoss ? ReasonsAsk.Report : OverdueAsk.Report).Page + QueryString.Create(asked.Where(d => !string.IsNullOrEmpty(d.Value)));
    }

    private IEnumerable<KeyValuePair<string, string?>> Dated() => [new("period", AskedPeriod), new("from", AskedFrom), new("to", AskedTo), new("asAt", AskedAsAt)];

    /// <summary>Where it is published, its days written out.</summary>
    private string PublishAt => "/reports/publish" + QueryString.Create(Asked(Request.Query).Where(q => q.Key is not ("as" or "period" or "from" or "to" or "asAt")).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString()))
        .Concat([new("report", Report.Name), new("from", ReportScope.Written(Answer.From)), new("to", ReportScope.Written(Answer.To)), new("asAt", Answer.AsAt is { } day ? ReportScope.Written(day) : null)]).Where(q => !string.IsNullOrEmpty(q.Value)));

    private DateOnly ThisMonth => new(Today.Year, Today.Month, 1);

    /// <summary>The day after the month end it stands at.</summary>
    private DateOnly Known => IsOfAll && AsAt is { } day && day < DateOnly.MaxValue ? day.AddDays(1) : ThisMonth;

    private (DateOnly From, DateOnly To)? Chosen => PeriodChoices.Read(AskedPeriod);

    /// <summary>What is looked at where nothing is chosen: the year from April, so far; or the last months.</summary>
    private (DateOnly From, DateOnly To) Usual => IsOfPeriods ? ReportPeriods.YearOf(Known.AddDays(-1)) : (Known.AddMonths(-UsualMonths), Known);

    private sealed class Answered(IResult result) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => result.ExecuteAsync(context.HttpContext);
    }
}
