using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Api;

/// <summary>/api/worklist</summary>
public static class WorklistApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/worklist", async (HttpContext http, WorklistReader reader, TimeProvider time) =>
    {
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<WorklistCursor>(http, out var cursor)) return Problems.CursorInvalid;
        var (filter, problem) = Filter(http, EnglandTime.DateOf(time.GetUtcNow()));
        if (problem is not null) return problem;
        if (await http.BehindAsync("worklist") is { } behind) return behind;
        var (items, next) = await reader.PageAsync(filter!, cursor, limit, http.Asking("worklist"), http.RequestAborted);
        return Results.Ok(new Page<WorklistItem>(items, next is null ? null : Paging.Cursor(next)));
    }).Requires(Right.WorkOnReferrals).WithTags("Worklist").Produces<Page<WorklistItem>>()
        .WithSummary("What needs doing in your organisation, overdue first. Filters: state, service, worker, overdue=true, ended=true");

    private static (WorklistFilter? Filter, IResult? Problem) Filter(HttpContext http, DateOnly today)
    {
        var (query, actor) = (http.Request.Query, http.Actor());
        var state = query["state"].ToString() is { Length: > 0 } s ? s : null;
        if (state is not null && Codes.Parse<ReferralStatus>(state) is null)
            return (null, Problems.UnknownCode($"This is not one of: {string.Join(", ", Codes.All<ReferralStatus>())}.", "state"));
        Guid? service = null;
        if (query["service"].ToString() is { Length: > 0 } text)
        {
            if (!Guid.TryParse(text, out var id)) return (null, Problems.Query("id.invalid", "'service' takes the id of a service.", "service"));
            service = id;
        }
        var worker = query["worker"].ToString() is { Length: > 0 } w ? w : null;
        if (ReferralRules.RefusesWorker(worker) is { } no) return (null, Problems.Of(no));
        return (new(actor.Organisation.Value, today)
        {
            States = state is null ? null : [state],
            Service = service,
            Worker = worker,
            OverdueOnly = query["overdue"] == "true",
            IncludeEnded = query["ended"] == "true",
        }, null);
    }
}
