using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.CodedLinks;

namespace ReferralBroker.Web.Api;

/// <summary>/api/services and /api/organisations</summary>
public static class DirectoryApi
{
    private sealed record NameCursor(string Name, Guid Id);

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapServices(routes.MapGroup("/api/services").WithTags("Services"));
        MapOrganisations(routes.MapGroup("/api/organisations").WithTags("Organisations"));
    }

    private static void MapServices(RouteGroupBuilder services)
    {
        services.MapGet("/", (HttpContext http, DirectoryQueries queries) => ListAsync<ServiceRow>(http, (after, limit, stop) => queries.ServicesAsync(after, limit, Today(http), stop), row => row.Name, row => row.Id))
            .Requires(Right.ReadDirectory).Produces<Page<ServiceRow>>().WithSummary("The services of the directory by name, with their capacity and its age");
        services.MapGet("/{id:guid}", (Guid id, HttpContext http, Reader reader) => ServiceAsync(http, reader, id, http.RequestAborted))
            .Requires(Right.ReadDirectory).Produces<Service>().WithSummary("A service: its journey, clocks, eligibility and capacity");
        services.MapPost("/", (HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<ListService>(
            (command, envelope, stop) => dispatcher.ListAsync(null, command, envelope, stop), (id, stop) => ServiceAsync(http, reader, id, stop), creates: true))
            .Requires(Right.ManageDirectory).Accepts<ListService>("application/json").Produces<Service>(201).WithSummary("List a service");
        ServiceVerb<SetEligibility>(services, Right.ManageDirectory);
        ServiceVerb<SetJourney>(services, Right.ManageDirectory);
        ServiceVerb<PublishCapacity>(services, Right.ManageServices);
        ServiceVerb<SetContact>(services, Right.ManageServices);
        ServiceVerb<Suspend>(services, Right.ManageServices);
        ServiceVerb<ResumeService>(services, Right.ManageServices);
        ServiceVerb<CloseService>(services, Right.ManageDirectory);
    }

    private static void MapOrganisations(RouteGroupBuilder organisations)
    {
        organisations.MapGet("/", (HttpContext http, DirectoryQueries queries) => ListAsync(http, queries.OrganisationsAsync, row => row.Name, row => row.Id))
            .Requires(Right.ReadDirectory).Produces<Page<OrganisationRow>>().WithSummary("The organisations by name");
        organisations.MapGet("/{id:guid}", (Guid id, HttpContext http, Reader reader) => OrganisationAsync(http, reader, id, http.RequestAborted))
            .Requires(Right.ManageUsers).Produces<Organisation>().WithSummary("An organisation with its users");
        organisations.MapPost("/", (HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<RegisterOrganisation>(
            (command, envelope, stop) => dispatcher.RegisterAsync(null, command, envelope, stop), (id, stop) => OrganisationAsync(http, reader, id, stop), creates: true))
            .Requires(Right.ManageDirectory).Accepts<RegisterOrganisation>("application/json").Produces<Organisation>(201).WithSummary("Register an organisation");
        OrganisationVerb<EnrolUser>(organisations, Right.ManageUsers);
        OrganisationVerb<ChangeRole>(organisations, Right.ManageUsers);
        OrganisationVerb<EndUser>(organisations, Right.ManageUsers);
        OrganisationVerb<SetNotices>(organisations, Right.ManageUsers);
        organisations.MapPost("/{id:guid}/revoke-answer-links", RevokeAsync)
            .Requires(Right.ManageUsers).Produces<RevokedLinks>().WithSummary("End every link in messages by which the organisation's team could still answer");
        OrganisationVerb<Leave>(organisations, Right.ManageDirectory);
    }

    /// <summary>How many links were ended.</summary>
    private sealed record RevokedLinks(int Revoked);

    // Not a command of the log: the links are none of its events, and ending them again ends nothing.
    private static async Task<IResult> RevokeAsync(Guid id, HttpContext http, CodedLinkStore links) =>
        http.Actor() is { Role: Role.OrganisationAdministrator } by && by.Organisation.Value != id
            ? Problems.Of(Refusals.NotParty)
            : Results.Ok(new RevokedLinks(await links.RevokeAsync(new(id), http.RequestAborted)));

    private static void ServiceVerb<T>(RouteGroupBuilder services, Right right) where T : IServiceVerb<T> =>
        services.MapPost($"/{{id:guid}}/{T.Verb}", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<T>(
            (command, envelope, stop) => dispatcher.ServiceAsync(new ServiceId(id), command, envelope, stop), (target, stop) => ServiceAsync(http, reader, target, stop)))
            .Requires(right).Accepts<T>("application/json").Produces<Service>().WithSummary(T.Verb);

    private static void OrganisationVerb<T>(RouteGroupBuilder organisations, Right right) where T : IOrganisationVerb<T> =>
        organisations.MapPost($"/{{id:guid}}/{T.Verb}", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<T>(
            (command, envelope, stop) => dispatcher.OrganisationAsync(new OrganisationId(id), command, envelope, stop), (target, stop) => OrganisationAsync(http, reader, target, stop)))
            .Requires(right).Accepts<T>("application/json").Produces<Organisation>().WithSummary(T.Verb);

    private static async Task<IResult> ListAsync<TRow>(
        HttpContext http, Func<(string, Guid)?, int, CancellationToken, Task<IReadOnlyList<TRow>>> list, Func<TRow, string> name, Func<TRow, Guid> id)
    {
        if (!Paging.TryLimit(http, out var limit)) return Paging.LimitInvalid;
        if (!Paging.TryCursor<NameCursor>(http, out var cursor)) return Problems.CursorInvalid;
        if (await http.BehindAsync("directory") is { } behind) return behind;
        var rows = await list(cursor is null ? null : (cursor.Name, cursor.Id), limit + 1, http.RequestAborted);
        return Results.Ok(Paging.Of(rows, limit, row => row, row => new NameCursor(name(row), id(row))));
    }

    private static DateOnly Today(HttpContext http) => EnglandTime.DateOf(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    private static async Task<IResult> ServiceAsync(HttpContext http, Reader reader, Guid id, CancellationToken stop)
    {
        var (service, version) = await reader.ServiceAsync(new(id), stop);
        if (!service.Exists) return Problems.Of(Refusals.ServiceUnknown);
        http.Response.Headers.ETag = $"\"{version}\"";
        return Results.Json(service.On(Today(http)), statusCode: http.Response.StatusCode);
    }

    private static async Task<IResult> OrganisationAsync(HttpContext http, Reader reader, Guid id, CancellationToken stop)
    {
        // Its users are shown to whoever keeps them, and to nobody else.
        if (http.Actor() is { Role: Role.OrganisationAdministrator } by && by.Organisation.Value != id) return Problems.Of(Refusals.NotParty);
        var (organisation, version) = await reader.OrganisationAsync(new(id), stop);
        if (!organisation.Exists) return Problems.Of(Refusals.OrganisationUnknown);
        http.Response.Headers.ETag = $"\"{version}\"";
        return Results.Json(organisation, statusCode: http.Response.StatusCode);
    }
}
