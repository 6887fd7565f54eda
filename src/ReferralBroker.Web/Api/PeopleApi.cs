using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Api;

/// <summary>/api/people</summary>
public static class PeopleApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/api/people").WithTags("People");

        people.MapPost("/search", async (HttpContext http, PeopleSearch search) =>
        {
            var (question, problem) = await Requests.ReadBodyAsync<PersonQuestion>(http);
            if (problem is not null) return problem;
            if (await http.BehindAsync("people_index") is { } behind) return behind;
            var envelope = new Envelope(http.Actor(), Guid.CreateVersion7(), http.Correlation());
            var (found, refusal) = await search.FindAsync(question!, envelope, http.RequestAborted);
            return refusal is null ? Results.Ok(new Page<PersonView>(found, null)) : Problems.Of(refusal);
        }).Requires(Right.FindPeople).RequireRateLimiting(RateLimits.Searches).Accepts<PersonQuestion>("application/json").Produces<Page<PersonView>>()
            .WithSummary("Find a person by NHS number and date of birth, or by family name, date of birth and postcode");

        people.MapPost("/", (HttpContext http, Dispatcher dispatcher, Reader reader) =>
            http.CommandAsync<Register>(dispatcher.RegisterAsync, (id, stop) => ShowAsync(http, reader, id, Register.Verb, stop), creates: true))
            .Requires(Right.CareForPeople).Accepts<Register>("application/json").Produces<PersonView>(201).WithSummary("Register a person");

        people.MapGet("/{id:guid}", (Guid id, HttpContext http, Reader reader) => ShowAsync(http, reader, id, "person", http.RequestAborted))
            .Requires(Right.CareForPeople).Produces<PersonView>().WithSummary("A person, as those who deal with them see them");

        people.MapGet("/{id:guid}/referrals", async (Guid id, HttpContext http, Reader reader) =>
            await reader.ReferralsAsync(new(id), http.Asking("referrals"), http.RequestAborted) is var (found, no) && no is null ? Results.Ok(new Page<ReferralSummary>(found, null)) : Problems.Of(no!))
            .Requires(Right.CareForPeople).Produces<Page<ReferralSummary>>().WithSummary("The referrals of a person that your organisation is party to, newest first");

        people.MapGet("/{id:guid}/disclosures", async (Guid id, HttpContext http, Reader reader) =>
            await reader.DisclosuresAsync(new(id), http.Asking("disclosures"), http.RequestAborted) is var (found, no) && no is null ? Results.Ok(new Page<DisclosureView>(found, null)) : Problems.Of(no!))
            .Requires(Right.SeeDisclosures).Produces<Page<DisclosureView>>().WithSummary("To whom the person was visible by their referrals: how much, since when, until when, and what ended it");

        Verb<BreakGlass>(people, BreakGlass.Verb, (dispatcher, id, command, envelope, stop) => dispatcher.BreakGlassAsync(id, command, envelope, stop), Right.BreakGlass);

        Verb<Verify>(people);
        Verb<CorrectPerson>(people);
        Verb<RecordDemographics>(people);
        Verb<SetContactPreferences>(people);
        Verb<SetAdjustments>(people);
        Verb<ChooseOwnPage>(people);
        Verb<EndOwnPage>(people);
        Verb<GiveAgreement>(people);
        Verb<WithdrawAgreement>(people);
        Verb<Merge>(people, Merge.Verb, (dispatcher, id, command, envelope, stop) => dispatcher.MergeAsync(id, command, envelope, stop));
        Verb<Unmerge>(people, Unmerge.Verb, (dispatcher, id, command, envelope, stop) => dispatcher.UnmergeAsync(id, command, envelope, stop));
        Verb<CorrectDeath>(people, CorrectDeath.Verb, (dispatcher, id, command, envelope, stop) => dispatcher.CorrectDeathAsync(id, command, envelope, stop));
        Verb<RecordDeath>(people, RecordDeath.Verb, (dispatcher, id, command, envelope, stop) => dispatcher.RecordDeathAsync(id, command, envelope, stop));
    }

    private static void Verb<T>(RouteGroupBuilder people) where T : IPersonVerb<T> =>
        Verb<T>(people, T.Verb, (dispatcher, id, command, envelope, stop) => dispatcher.PersonAsync(id, command, envelope, stop));

    private static void Verb<T>(RouteGroupBuilder people, string verb, Func<Dispatcher, PersonId, T, Envelope, CancellationToken, Task<Outcome>> run, Right right = Right.CareForPeople) where T : notnull =>
        people.MapPost($"/{{id:guid}}/{verb}", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<T>(
            (command, envelope, stop) => run(dispatcher, new(id), command, envelope, stop), (target, stop) => ShowAsync(http, reader, target, verb, stop)))
            .Requires(right).Accepts<T>("application/json").Produces<PersonView>().WithSummary(verb);

    private static async Task<IResult> ShowAsync(HttpContext http, Reader reader, Guid id, string what, CancellationToken stop)
    {
        var (view, refusal) = await reader.PersonAsync(new(id), http.Asking(what), stop);
        if (refusal is not null) return Problems.Of(refusal);
        http.Response.Headers.ETag = $"\"{view!.Version}\"";
        return Results.Json(view, statusCode: http.Response.StatusCode);
    }
}
