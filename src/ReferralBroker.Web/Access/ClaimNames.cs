namespace ReferralBroker.Web.Access;

/// <summary>Which claims of a token say who somebody is, and what the identity provider calls the roles.</summary>
public sealed class ClaimNames
{
    /// <summary>The opaque key under which a user or a system is enrolled.</summary>
    public string User { get; set; } = "sub";

    /// <summary>The role, where the provider names one: then the enrolled role must be among those it names.</summary>
    public string Role { get; set; } = "role";

    /// <summary>The organisation, by its id here or its ODS code, where the provider names one: then no other is meant.</summary>
    public string Organisation { get; set; } = "organisation";

    /// <summary>The provider's own name of a role to ours, such as "R8000": "clinician". A role not named here stands for itself.</summary>
    public Dictionary<string, string> Roles { get; } = [];
}
