using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>How many come from one stage to another, compared between services or groups without ranking them.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class ConversionModel(ConversionReport report) : ReportPage
{
    public override string Path => "/reports/conversion";

    /// <summary>The stages of a referral: steps and ways out.</summary>
    public static IReadOnlyList<Stage> Stages => [.. StageNames.All.Where(s => s.Unit == Unit.RootReferral)];

    public ConversionRates Result { get; private set; } = null!;

    public ReportFoot Foot => new(Result.Notes, Result.AsAt, Result.Position, With(("as", "csv")));

    public async Task<IActionResult> OnGetAsync()
    {
        if (await BeginAsync(crossed: 1) is { } not) return not;
        var (stages, problem) = StagePair.Read(HttpContext, (StageNames.Sent, StageNames.JobStart), Stages);
        if (problem is not null) return Wrong(problem);
        var question = new ConversionQuestion(From, To, stages!.Start, stages.End, Scope.AsAt) { By = Filters.One, Only = Filters.Only, Within = Scope.Within };
        if (await report.AskAsync(question, Scope.Policy, Stop) is not { } rates) return NotClosed;
        Result = rates;
        return Shown(ConversionTable.Header, ConversionTable.Rows(rates, question.By), "conversion.csv");
    }
}
