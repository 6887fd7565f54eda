using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ReferralBroker.Web.SignIn;

/// <summary>What the log-in at an OpenID provider needs.</summary>
public sealed class OidcOptions : OAuthOptions
{
    /// <summary>The provider's addresses and keys, fetched when needed and kept.</summary>
    public IConfigurationManager<OpenIdConnectConfiguration> Metadata { get; set; } = null!;

    /// <summary>The claims that are kept for the session; the provider may send more.</summary>
    public IReadOnlyList<string> KeptClaims { get; set; } = [];

    /// <summary>The levels of assurance that are taken ("acr"), the one asked for first; none where it does not matter.</summary>
    public IReadOnlyList<string> AssuranceLevels { get; set; } = [];
}
