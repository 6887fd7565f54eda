using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>A referral on a worklist.</summary>
public sealed record WorklistItem(
    Guid Referral, string Reference, Guid Person, string? FamilyName, string? GivenName, bool DoNotContact, bool AgreementWithdrawn,
    Guid Service, string ServiceName, string State, string NextActor, string Awaited, DateOnly? DueOn, bool IsOverdue,
    string? Worker, string? Need, IReadOnlyList<string>? Risks, DateOnly SentOn, int Version);

/// <summary>/api/worklist</summary>
public static class WorklistApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/worklist", async (HttpContext http, WorklistQuery query, Opener opener, TimeProvider time) =>
    {
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<WorklistCursor>(http, out var cursor)) return Problems.CursorInvalid;
        var (filter, problem) = Filter(http, EnglandTime.DateOf(time.GetUtcNow()));
        if (problem is not null) return problem;
        if (await http.BehindAsync("worklist") is { } behind) return behind;
        var rows = await query.PageAsync(filter!, cursor, limit + 1, http.RequestAborted);
        var mine = http.Actor().Organisation.Value;
        var sealedNames = rows.SelectMany(r => SeesPerson(r, mine) ? new[] { r.FamilyName, r.GivenName } : [null, null]).ToArray();
        var names = await opener.OpenAsync(sealedNames, http.RequestAborted);
        return Results.Ok(Paging.Of([.. rows.Select((row, i) => (row, Family: names[2 * i], Given: names[(2 * i) + 1]))], limit, r => Item(r.row, r.Family, r.Given, mine), r => r.row.Cursor));
    }).Requires(Right.WorkOnReferrals).WithTags("Worklist").Produces<Page<WorklistItem>>()
        .WithSummary("What needs doing in your organisation, overdue first. Filters: state, service, worker, overdue=true, ended=true");

    private static bool SeesPerson(WorklistRow r, Guid mine) => Viewer.MaySeePerson(r.Referrer == mine, r.AgreementWithdrawn, r.HasLeftService);

    private static WorklistItem Item(WorklistRow r, string? familyName, string? givenName, Guid mine) => new(
        r.Referral, r.Reference, r.Person, familyName, givenName, r.DoNotContact, r.AgreementWithdrawn, r.Service, r.ServiceName, r.State, r.NextActor,
        r.Awaited, r.DueOn, r.IsOverdue, r.Worker, SeesNeed(r, mine) ? r.Need : null, SeesPerson(r, mine) ? r.Risks : null, r.SentOn, r.Version);

    private static bool SeesNeed(WorklistRow r, Guid mine) =>
        r.Referrer == mine || (SeesPerson(r, mine) && Codes.Parse<AgreementScope>(r.Scope) >= AgreementScope.NeedSummary);

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
            State = state,
            Service = service,
            Worker = worker,
            OverdueOnly = query["overdue"] == "true",
            IncludeEnded = query["ended"] == "true",
        }, null);
    }
}
