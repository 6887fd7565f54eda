using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/reports/conversion</summary>
public static class ConversionApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/conversion", ConversionAsync)
        .Requires(Right.ReadReports).WithTags("Reports").Produces<ConversionRates>().Produces(200, contentType: "text/csv")
        .WithSummary($"How many of those who reached one stage have since reached another, with intervals. from, to, start (a stage, usually sent), end (usually job-start), asAt, by (one of {ReportFilters.Words}), and any of these but month as a filter; Accept: text/csv for the same table");

    private static async Task<IResult> ConversionAsync(HttpContext http, ConversionReport report)
    {
        var (stages, problem) = StagePair.Read(http, (StageNames.Sent, StageNames.JobStart), StageNames.All);
        if (problem is not null) return problem;
        (var filters, problem) = ReportFilters.Read(http, 1);
        if (problem is not null) return problem;
        if (StageNames.Of(stages!.Start).Unit == Unit.Conversation && filters!.RefusesConversations is { } refused) return refused;
        (var scope, problem) = await ReportScope.ReadAsync(http);
        if (problem is not null) return problem;
        var question = new ConversionQuestion(scope!.From, scope.To, stages!.Start, stages.End, scope.AsAt)
        {
            By = filters!.One,
            Only = filters.Only,
            Within = scope.Within,
        };
        var conversion = await report.AskAsync(question, scope.Policy, http.RequestAborted);
        if (conversion is null) return ReportScope.DayNotClosed;
        return CsvResult.IsWanted(http) ? new CsvResult(ConversionTable.Header, ConversionTable.Rows(conversion, question.By), "conversion.csv") : Results.Ok(conversion);
    }
}
