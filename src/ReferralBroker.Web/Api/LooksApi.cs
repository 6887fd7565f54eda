using System.Globalization;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Api;

/// <summary>A look on the governance lead's list.</summary>
public sealed record LookAnswer(
    long Number, DateTimeOffset At, string User, Role Role, OrganisationId Organisation, string What, LookGround Ground, IReadOnlyList<Guid> People, Guid? Record,
    string? Refused, Guid Correlation)
{
    public static LookAnswer Of(RecordedLook l) => new(l.Number, l.Look.At, l.Look.By.User, l.Look.By.Role, l.Look.By.Organisation, l.Look.What, l.Look.Ground, l.Look.People,
        l.Look.Record, l.Look.Refused, l.Look.Correlation);
}

/// <summary>Who searched for somebody, found or not.</summary>
/// <param name="People">The records that fit, for leads who oversee all: by them everything else about the person is asked for.</param>
/// <param name="Items">Each search, and by the same correlation what it showed; newest first.</param>
/// <param name="Next">The cursor of the next page, or null: send the same question with it.</param>
public sealed record WhoSearched(IReadOnlyList<PersonId> People, IReadOnlyList<LookAnswer> Items, string? Next);

/// <summary>/api/looks: who looked at whom, for the governance lead.</summary>
public static class LooksApi
{
    private sealed record NumberCursor(long Number);

    private static readonly string[] Filters = ["person", "user", "organisation", "what", "ground", "refused", "from", "to", "limit", "cursor"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var looks = routes.MapGroup("/api/looks").WithTags("Looks");

        looks.MapGet("/", SearchAsync).Requires(Right.ReadLooks).Produces<Page<LookAnswer>>()
            .WithSummary("Every look, newest first. Filters: person, user, organisation, what, ground, refused=true, from, to (days)");

        looks.MapPost("/who-searched", WhoSearchedAsync).Requires(Right.ReadLooks).Accepts<PersonQuestion>("application/json").Produces<WhoSearched>()
            .WithSummary("Who searched for somebody by exactly this, found or not, newest first; nothing of the question is kept. Pages by limit and cursor in the address");

        looks.MapGet("/broken-glass", BrokenGlassAsync).Requires(Right.ReviewBreakGlass).Produces<Page<BrokenGlassRow>>()
            .WithSummary("Every record that was opened against the usual rules and not yet looked at; all=true for every one");

        looks.MapPost($"/people/{{id:guid}}/{ReviewBreakGlass.Verb}", (Guid id, HttpContext http, Dispatcher dispatcher) => http.CommandAsync<ReviewBreakGlass>(
            (command, envelope, stop) => dispatcher.ReviewBreakGlassAsync(new(id), command, envelope, stop), (_, _) => Task.FromResult<IResult>(Problems.NoSuchAddress)))
            .Requires(Right.ReviewBreakGlass).Accepts<ReviewBreakGlass>("application/json").Produces<Requests.Written>().WithSummary(ReviewBreakGlass.Verb);
    }

    private static async Task<IResult> SearchAsync(HttpContext http, Reader reader, LookSearch search, LookTrail trail, TimeProvider time)
    {
        var query = http.Request.Query;
        // A filter that is misspelt or empty must not answer with everybody's.
        if (query.FirstOrDefault(q => !Filters.Contains(q.Key) || q.Value.ToString().Length == 0) is { Key: { } odd }) return Problems.Query("filter.invalid", $"Give each filter a value, and of these only: {string.Join(", ", Filters)}.", Filters.Contains(odd) ? odd : "query");
        if (Text(http, "refused") is not (null or "true")) return Problems.Query("filter.invalid", "'refused' takes true, or is left out.", "refused");
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<NumberCursor>(http, out var cursor)) return Problems.CursorInvalid;
        var question = new LookQuestion { Organisation = Own(http), RefusedOnly = query["refused"] == "true" };
        if (Text(http, "person") is { } person)
        {
            if (!Guid.TryParse(person, out var id)) return Problems.Query("id.invalid", "'person' takes the id of a person.", "person");
            question = question with { People = await reader.RecordsAsync(new(id), http.RequestAborted) };
        }
        if (Text(http, "organisation") is { } organisation)
        {
            if (!Guid.TryParse(organisation, out var id)) return Problems.Query("id.invalid", "'organisation' takes the id of an organisation.", "organisation");
            if (question.Organisation is { } own && own.Value != id) return Problems.Of(Refusals.NotParty);
            question = question with { Organisation = new(id) };
        }
        if (Text(http, "ground") is { } ground)
        {
            if (Codes.Parse<LookGround>(ground) is not { } known) return ReportScope.UnknownCode<LookGround>("ground");
            question = question with { Ground = known };
        }
        foreach (var field in (string[])["from", "to"])
        {
            if (Text(http, field) is not { } text) continue;
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 2000 or > 2200) return Problems.Query("date.invalid", "Give the day as 2026-06-30.", field);
            question = field == "from" ? question with { From = EnglandTime.StartOf(day) } : question with { To = EnglandTime.StartOf(day) };
        }
        foreach (var field in (string[])["user", "what"])
            // Neither is ever freer than a user key; what is cannot be found, and need not reach the database.
            if (Text(http, field) is { } text && ReferralRules.RefusesWorker(text) is not null) return Problems.Query("value.invalid", $"'{field}' takes letters, digits and . _ @ : | / + -", field);
        question = question with { User = Text(http, "user"), What = Text(http, "what") };
        var found = await search.PageAsync(question, cursor?.Number, limit + 1, http.RequestAborted);
        // Who watches is watched too: a look at the looks at people is a look at the people.
        // Looks at looks name nobody new: counted in, each page would name all that were ever listed.
        var people = question.People ?? found.Take(limit).Where(l => l.Look.Ground != LookGround.Governance).SelectMany(l => l.Look.People);
        await trail.RecordAsync(new(time.GetUtcNow(), http.Actor(), "looks", LookGround.Governance, [.. people.Distinct()], http.Correlation()), http.RequestAborted);
        return Results.Ok(PageOf(found, limit));
    }

    private static Page<LookAnswer> PageOf(IReadOnlyList<RecordedLook> found, int limit) => Paging.Of(found, limit, LookAnswer.Of, l => new NumberCursor(l.Number));

    private static async Task<IResult> WhoSearchedAsync(HttpContext http, PeopleSearch people, LookSearch search, LookTrail trail, TimeProvider time)
    {
        var (question, problem) = await Requests.ReadBodyAsync<PersonQuestion>(http);
        if (problem is not null) return problem;
        if (people.Refuses(question!) is { } no) return Problems.Of(no);
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<NumberCursor>(http, out var cursor)) return Problems.CursorInvalid;
        var sought = people.SoughtBy(question!);
        var found = await search.PageAsync(new() { Organisation = Own(http), Sought = sought, What = "search" }, cursor?.Number, limit + 1, http.RequestAborted);
        var records = Own(http) is null ? await people.RecordsAsync(question!, http.RequestAborted) : [];
        await trail.RecordAsync(new(time.GetUtcNow(), http.Actor(), "who-searched", LookGround.Governance, [.. records.Select(r => r.Value)], http.Correlation()) { Sought = sought }, http.RequestAborted);
        var page = PageOf(found, limit);
        return Results.Ok(new WhoSearched(records, page.Items, page.Next));
    }

    private static async Task<IResult> BrokenGlassAsync(HttpContext http, BrokenGlassQuery query, LookTrail trail, TimeProvider time)
    {
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<BrokenGlassCursor>(http, out var cursor)) return Problems.CursorInvalid;
        if (await http.BehindAsync("broken_glass") is { } behind) return behind;
        var rows = await query.PageAsync(Own(http), http.Request.Query["all"] == "true", cursor, limit + 1, http.RequestAborted);
        await trail.RecordAsync(new(time.GetUtcNow(), http.Actor(), "broken-glass", LookGround.Governance, [.. rows.Take(limit).Select(r => r.Person).Distinct()], http.Correlation()), http.RequestAborted);
        return Results.Ok(Paging.Of(rows, limit, r => r, r => new BrokenGlassCursor(r.At, r.Access)));
    }

    /// <summary>The own organisation; null for a lead who answers for the broker as a whole.</summary>
    private static OrganisationId? Own(HttpContext http) => http.Member()!.Organisation.OverseesAll ? null : http.Actor().Organisation;

    private static string? Text(HttpContext http, string field) => http.Request.Query[field].ToString() is { Length: > 0 } text ? text : null;
}
