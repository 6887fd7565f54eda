using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>A referral on a worklist. Whether nobody is to get in touch is not said (null) while the line is catching up and does not know.</summary>
public sealed record WorklistItem(
    Guid Referral, string Reference, Guid Person, string? FamilyName, string? GivenName, bool? DoNotContact, IReadOnlyList<AlertView> Alerts, bool AgreementWithdrawn,
    Guid Service, string ServiceName, string State, string NextActor, string Awaited, DateOnly? DueOn, bool IsOverdue,
    string? Worker, string? Need, IReadOnlyList<string>? Risks, DateOnly SentOn, int Version);

/// <summary>/api/worklist</summary>
public static class WorklistApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/worklist", async (HttpContext http, WorklistQuery query, Opener opener, LookTrail looks, TimeProvider time) =>
    {
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<WorklistCursor>(http, out var cursor)) return Problems.CursorInvalid;
        var (filter, problem) = Filter(http, EnglandTime.DateOf(time.GetUtcNow()));
        if (problem is not null) return problem;
        if (await http.BehindAsync("worklist") is { } behind) return behind;
        var rows = await query.PageAsync(filter!, cursor, limit + 1, http.RequestAborted);
        var shown = rows.Take(limit).Select(row => (Row: row, Viewer: ViewerOf(row, http.Actor()))).ToArray();
        await looks.RecordAsync(new(time.GetUtcNow(), http.Actor(), "worklist", LookGround.PartyToReferral, [.. shown.Where(s => s.Viewer.SeesPerson).SelectMany(s => new[] { s.Row.Person, s.Row.Survivor }).Distinct()], http.Correlation()), http.RequestAborted);
        var names = await opener.OpenAsync([.. shown.SelectMany(s => s.Viewer.SeesPerson ? new[] { s.Row.FamilyName, s.Row.GivenName } : [null, null])], http.RequestAborted);
        var items = shown.Select((s, i) => Item(s.Row, s.Viewer, names[2 * i], names[(2 * i) + 1])).ToArray();
        return Results.Ok(new Page<WorklistItem>(items, rows.Count > limit ? Paging.Cursor(rows[limit - 1].Cursor) : null));
    }).Requires(Right.WorkOnReferrals).WithTags("Worklist").Produces<Page<WorklistItem>>()
        .WithSummary("What needs doing in your organisation, overdue first. Filters: state, service, worker, overdue=true, ended=true");

    /// <summary>Where the log holds more than the list, the list must not say who it is: it may have been withdrawn a moment ago.</summary>
    private static Viewer ViewerOf(WorklistRow row, Actor by) => Viewer.OfRow(
        by, new(row.Referrer), Codes.Parse<AgreementScope>(row.Scope) ?? AgreementScope.ContactOnly, row.AgreementWithdrawn || row.IsSettling, row.HasLeftService);

    private static WorklistItem Item(WorklistRow r, Viewer viewer, string? familyName, string? givenName) => new(
        r.Referral, r.Reference, r.Person, familyName, givenName, r.DoNotContact ? true : r.IsSettling ? null : false, Alerts(r, viewer), r.AgreementWithdrawn, r.Service, r.ServiceName, r.State, r.NextActor,
        r.Awaited, r.DueOn, r.IsOverdue, r.Worker, viewer.SeesNeed ? r.Need : null, viewer.SeesPerson ? r.Risks : null, r.SentOn, r.Version);

    private static IReadOnlyList<AlertView> Alerts(WorklistRow row, Viewer viewer) => [.. Said(row, viewer).Distinct().Order().Select(AlertView.Of)];

    private static IEnumerable<ContactAlert> Said(WorklistRow row, Viewer viewer)
    {
        if (row.IsSettling) yield return ContactAlert.CatchingUp;
        if (row.AgreementWithdrawn) yield return ContactAlert.AgreementWithdrawn;
        if (row.HasDied && viewer.SeesPerson) yield return ContactAlert.HasDied;
        foreach (var alert in row.Alerts.Select(code => Codes.Parse<ContactAlert>(code)!.Value))
            if (viewer.SeesPerson || alert == ContactAlert.DoNotContact) yield return alert;
    }

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
