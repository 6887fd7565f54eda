using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Access;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Access;

/// <summary>
/// Binds whoever signed in to an organisation and a role. The identity provider says who it is; the directory says, at each request anew, what they
/// are and where; the provider's own words on role and organisation can only narrow that. Nobody is bound by default.
/// </summary>
public sealed class MemberBinder(RequestDelegate next, IOptions<ClaimNames> names)
{
    /// <summary>The claim of a session that says which organisation was chosen. No provider's claim of this name is kept.</summary>
    public const string Chosen = "chosen-organisation";

    private const int LongestUser = 200;
    private readonly ClaimNames _names = names.Value;

    public async Task InvokeAsync(HttpContext http, Memberships memberships)
    {
        if (http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket is { } ticket)
            http.Features.Set(await BindAsync(ticket, memberships, http.RequestAborted));
        await next(http);
    }

    private async Task<Bound> BindAsync(AuthenticationTicket ticket, Memberships memberships, CancellationToken stop)
    {
        var user = ticket.Principal.FindFirst(_names.User)?.Value;
        if (string.IsNullOrWhiteSpace(user) || user.Length > LongestUser) return new(null, []);
        var kind = ticket.AuthenticationScheme == Schemes.Systems ? UserKind.SystemClient : UserKind.Person;
        var fitting = (await CandidatesAsync(ticket.Principal, user, memberships, stop)).Where(m => m.Kind == kind && MayBe(ticket.Principal, m.Actor.Role)).ToArray();
        // Who chose one that is theirs no longer chooses again: what they do next must not be done for another unawares.
        if (ticket.Principal.FindFirst(Chosen)?.Value is { } chosen) return new(fitting.FirstOrDefault(m => m.Organisation.Id.ToString() == chosen), fitting);
        // Who is enrolled at several organisations says for which one they act; nobody guesses it.
        return new(fitting is [var only] ? only : null, fitting);
    }

    private async Task<IReadOnlyList<Membership>> CandidatesAsync(ClaimsPrincipal principal, string user, Memberships memberships, CancellationToken stop)
    {
        if (principal.FindFirst(_names.Organisation)?.Value is not { Length: > 0 } named) return await memberships.AllOfAsync(user, stop);
        var organisation = Guid.TryParse(named, out var id) ? new OrganisationId(id) : await memberships.ByOdsCodeAsync(named, stop);
        return organisation is { } known && await memberships.OfAsync(known, user, stop) is { } membership ? [membership] : [];
    }

    private bool MayBe(ClaimsPrincipal principal, Role role)
    {
        var named = principal.FindAll(_names.Role).Select(c => Codes.Parse<Role>(_names.Roles.GetValueOrDefault(c.Value, c.Value))).ToArray();
        return named.Length == 0 || named.Contains(role);
    }
}

/// <summary>What became of the binding.</summary>
/// <param name="Member">Who acts; null where nobody is bound.</param>
/// <param name="Choices">All they could act as.</param>
public sealed record Bound(Membership? Member, IReadOnlyList<Membership> Choices);

/// <summary>Who asks, wherever a request is at hand.</summary>
public static class BoundRequests
{
    /// <summary>Who acts, or null.</summary>
    public static Membership? Member(this HttpContext http) => http.Features.Get<Bound>()?.Member;

    /// <summary>Who asks. Endpoints name a right, so there is one.</summary>
    public static Actor Actor(this HttpContext http) => http.Member()!.Actor;
}
