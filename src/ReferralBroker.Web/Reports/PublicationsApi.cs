using System.Text.Json;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Publications;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>/api/reports/publications, and how a report is published.</summary>
internal static class PublicationsApi
{
    private sealed record PositionCursor(long Position);

    /// <summary>What is published under.</summary>
    public sealed record PublishTitle(string? Title);

    /// <summary>What was published beside what is known since.</summary>
    public sealed record PublicationChanges(DateOnly AsAt, IReadOnlyList<ChangedLine> Lines);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var report in AskableReport.All)
            routes.MapPost($"/api/reports/{report.Name}/publish", (Delegate)((HttpContext http, Dispatcher dispatcher, Reader reader) => PublishAsync(http, report, dispatcher, reader)))
                .Requires(Right.PublishReports).WithTags("Publications").Accepts<PublishTitle>("application/json").Produces<Publication>(201).WithSummary($"Publish this report under a title; the query asks it as it asks for the report: {report.Name}");
        var publications = routes.MapGroup("/api/reports/publications").WithTags("Publications");
        publications.MapGet("/", ListAsync).Requires(Right.ReadReports).Produces<Page<PublicationRow>>().WithSummary("Published reports, newest first");
        publications.MapGet("/{id:guid}", (Guid id, HttpContext http, Reader reader) => OneAsync(http, reader, id, http.RequestAborted))
            .Requires(Right.ReadReports).Produces<Publication>().Produces(200, contentType: "text/csv").WithSummary("A published report: its table, position, definitions, policy and hash; Accept: text/csv for its table alone, bit for bit");
        publications.MapGet("/{id:guid}/verification", VerifyAsync).Requires(Right.ReadReports).Produces<Check>().WithSummary("The same report made again at the same position: bit for bit the same, or why not");
        publications.MapGet("/{id:guid}/changes", ChangesAsync).Requires(Right.ReadReports).Produces<PublicationChanges>().WithSummary("As published against as known at the last month end: the figures that differ");
        publications.MapPost("/{id:guid}/withdraw", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<WithdrawPublication>(
            (command, envelope, stop) => dispatcher.PublicationAsync(new PublicationId(id), command, envelope, stop), (target, stop) => OneAsync(http, reader, target, stop)))
            .Requires(Right.PublishReports).Accepts<WithdrawPublication>("application/json").Produces<Publication>().WithSummary("Withdraw a publication, with the reason; it stays to be read, marked as withdrawn");
    }

    /// <summary>What is to be published of a report's answer, under a title.</summary>
    public static async Task<Publish> CommandAsync(ReportAnswer answer, AskableReport report, IQueryCollection query, string? title, CancellationToken stop)
    {
        var (_, text) = await PublicationCheck.TableOfAsync(answer, stop);
        return new(title ?? "", report.Name, QueryOf(answer, query), answer.AsAt!.Value, answer.Position, answer.Policy, [.. answer.DefinitionsUsed()], text);
    }

    /// <summary>What a question says besides its days. Anything else that came with it is no part of it, and is not kept.</summary>
    private static readonly HashSet<string> Fields = ["by", "basis", "start", "end", "loss", "stage", .. Enum.GetNames<Dimension>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    /// <summary>The question as an address asks it, its days written out: those that were left to be the usual ones move on with time.</summary>
    private static string QueryOf(ReportAnswer answer, IQueryCollection query) => QueryString.Create(
        query.Where(q => Fields.Contains(q.Key) && q.Value.ToString().Length > 0).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString()))
            .Prepend(new("asAt", ReportScope.Written(answer.AsAt!.Value))).Prepend(new("to", ReportScope.Written(answer.To))).Prepend(new("from", ReportScope.Written(answer.From)))).ToString();

    private static async Task<IResult> PublishAsync(HttpContext http, AskableReport report, Dispatcher dispatcher, Reader reader)
    {
        var (scope, problem) = await ReportScope.ReadAsync(http, report);
        if (problem is not null) return problem;
        var reply = await report.AskAsync(new(http.RequestServices, http.Request.Query, http.Actor().Role, scope!.ForPublication, http.RequestAborted));
        return reply.Problem ?? await http.CommandAsync<PublishTitle>(
            async (named, envelope, stop) => await dispatcher.PublishAsync(await CommandAsync(reply.Answer!, report, http.Request.Query, named.Title, stop), envelope, stop),
            (id, stop) => OneAsync(http, reader, id, stop), creates: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, PublicationQueries publications)
    {
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<PositionCursor>(http, out var cursor)) return Problems.CursorInvalid;
        if (await http.BehindAsync("publications") is { } behind) return behind;
        return Results.Ok(Paging.Of(await publications.ListAsync(cursor?.Position, limit + 1, http.RequestAborted), limit, row => row, row => new PositionCursor(row.Position)));
    }

    private static async Task<IResult> OneAsync(HttpContext http, Reader reader, Guid id, CancellationToken stop)
    {
        var (published, version) = await reader.PublicationAsync(new(id), stop);
        if (!published.Exists) return Problems.Of(Refusals.PublicationUnknown);
        http.Response.Headers.ETag = $"\"{version}\"";
        // The kept text itself, not a table made anew: it must have the hash that was published.
        return CsvResult.IsWanted(http) ? Results.Text(published.Table, "text/csv; charset=utf-8") : Results.Json(published, statusCode: http.Response.StatusCode);
    }

    private static async Task<IResult> VerifyAsync(Guid id, HttpContext http, Reader reader, PublicationCheck check)
    {
        var (published, _) = await reader.PublicationAsync(new(id), http.RequestAborted);
        return published.Exists ? Results.Ok(await check.VerifyAsync(published, http.RequestAborted)) : Problems.Of(Refusals.PublicationUnknown);
    }

    private static async Task<IResult> ChangesAsync(Guid id, HttpContext http, Reader reader, PublicationCheck check, ReportDays days)
    {
        var (published, _) = await reader.PublicationAsync(new(id), http.RequestAborted);
        if (!published.Exists) return Problems.Of(Refusals.PublicationUnknown);
        var day = await days.LastMonthEndAsync(http.RequestAborted) ?? published.AsAt;
        return await check.ChangesSinceAsync(published, day, http.RequestAborted) is { } lines ? Results.Ok(new PublicationChanges(day, lines)) : ReportScope.DayNotClosed;
    }
}
