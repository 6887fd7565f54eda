using System.Diagnostics.CodeAnalysis;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Exchange.Fhir;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>A referral as this viewer sees it, with its status in FHIR R4.</summary>
public sealed record ReferralAnswer : ReferralView
{
    /// <summary>What the Task and the ServiceRequest that stand for this referral would say.</summary>
    public required FhirStatus Fhir { get; init; }

    [SetsRequiredMembers]
    public ReferralAnswer(ReferralView view) : base(view) =>
        Fhir = FhirStatus.Of(view.State, view.RematchedTo is not null, view.AcceptedOn is not null);
}

/// <summary>/api/referrals</summary>
public static class ReferralsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var referrals = routes.MapGroup("/api/referrals").WithTags("Referrals");

        referrals.MapPost("/", (HttpContext http, Dispatcher dispatcher, Reader reader) =>
            http.CommandAsync<Send>(dispatcher.SendAsync, (id, stop) => ShowAsync(http, reader, id, Send.Verb, stop), creates: true))
            .Requires(Right.SendReferrals).Accepts<Send>("application/json").Produces<ReferralAnswer>(201).WithSummary("Send a referral, or send a declined one on to another service");

        referrals.MapGet("/{id:guid}", (Guid id, HttpContext http, Reader reader) => ShowAsync(http, reader, id, "referral", http.RequestAborted))
            .Requires(Right.WorkOnReferrals).Produces<ReferralAnswer>().WithSummary("A referral: its state, who acts next and by when, what you can do, and its timeline");

        referrals.MapPost($"/{{id:guid}}/{Redirect.Verb}", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<Redirect>(
            (command, envelope, stop) => dispatcher.RedirectAsync(new(id), command, envelope, stop), (target, stop) => ShowAsync(http, reader, target, Redirect.Verb, stop)))
            .Requires(Right.WorkOnReferrals).Accepts<Redirect>("application/json").Produces<ReferralAnswer>().WithSummary(Redirect.Verb);

        var verbs = new VerbMapper(referrals);
        foreach (var verb in ReferralVerbs.All) verb.Visit(verbs);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Reader reader, Guid id, string what, CancellationToken stop)
    {
        var (view, refusal) = await reader.ReferralAsync(new(id), http.Asking(what), stop);
        if (refusal is not null) return Problems.Of(refusal);
        http.Response.Headers.ETag = $"\"{view!.Version}\"";
        return Results.Json(new ReferralAnswer(view), statusCode: http.Response.StatusCode);
    }

    private sealed class VerbMapper(RouteGroupBuilder referrals) : IReferralVerbVisitor
    {
        public void Visit<T>() where T : IReferralVerb<T> =>
            referrals.MapPost($"/{{id:guid}}/{T.Verb}", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<T>(
                (command, envelope, stop) => dispatcher.ReferralAsync(new ReferralId(id), command, envelope, stop), (target, stop) => ShowAsync(http, reader, target, T.Verb, stop)))
                .Requires(Right.WorkOnReferrals).Accepts<T>("application/json").Produces<ReferralAnswer>().WithSummary(T.Verb);
    }
}
