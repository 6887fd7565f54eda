using System.Security.Claims;
using Microsoft.Extensions.Options;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Access;

/// <summary>Which claims of a token say who somebody is, and what the identity provider calls the roles.</summary>
public sealed class ClaimNames
{
    public string User { get; set; } = "sub";

    public string Role { get; set; } = "role";

    public string Organisation { get; set; } = "organisation";

    /// <summary>The provider's own name of a role to ours, such as "R8000": "clinician". A role not named here stands for itself.</summary>
    public Dictionary<string, string> Roles { get; } = [];
}

/// <summary>Reads who acts from a validated token. Nobody is bound by default: without user, role and organisation there is no actor.</summary>
public sealed class ActorReader(IOptions<ClaimNames> names)
{
    private readonly ClaimNames _names = names.Value;

    /// <summary>The actor, or null if the token does not bind one.</summary>
    public Actor? Read(ClaimsPrincipal principal)
    {
        var user = principal.FindFirst(_names.User)?.Value;
        if (string.IsNullOrWhiteSpace(user) || user.Length > 200) return null;
        if (!Guid.TryParse(principal.FindFirst(_names.Organisation)?.Value, out var organisation)) return null;
        // A provider may name several roles; the first that is one of ours counts.
        var role = principal.FindAll(_names.Role).Select(c => Codes.Parse<Role>(_names.Roles.GetValueOrDefault(c.Value, c.Value))).FirstOrDefault(r => r is not null);
        return role is { } known and not Role.System ? new(user, known, new(organisation)) : null;
    }
}
