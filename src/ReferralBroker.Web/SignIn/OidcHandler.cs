using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.SignIn;

/// <summary>
/// OpenID Connect's code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207) on the framework's OAuth handler: discovery, state
/// bound to the browser, nonce, and an identity token whose issuer, audience, signature, times and nonce are checked.
/// </summary>
public sealed class OidcHandler(IOptionsMonitor<OidcOptions> options, ILoggerFactory logger, UrlEncoder encoder) : OAuthHandler<OidcOptions>(options, logger, encoder)
{
    private const string Nonce = "nonce";

    /// <summary>Algorithms with a public key: a token signed with the client's own secret, or with nothing, is none.</summary>
    public static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            Options.AuthorizationEndpoint = (await MetadataAsync()).AuthorizationEndpoint;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            await Problems.SignInUnavailable.ExecuteAsync(Context);
            return;
        }
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        // It travels with the state, which nobody else can read or make.
        var nonce = properties.Items[Nonce] = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var url = QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, nonce!);
        return Options.AssuranceLevels.Count == 0 ? url : QueryHelpers.AddQueryString(url, "acr_values", string.Join(' ', Options.AssuranceLevels));
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        // A code of another provider, slipped in to be exchanged here (RFC 9207).
        if (Request.Query["iss"].ToString() is { Length: > 0 } issuer && issuer != (await MetadataAsync()).Issuer)
            return HandleRequestResult.Fail("The answer came from another provider.");
        return await base.HandleRemoteAuthenticateAsync();
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        Options.TokenEndpoint = (await MetadataAsync()).TokenEndpoint;
        return await base.ExchangeCodeAsync(context);
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var token = tokens.Response!.RootElement.TryGetProperty("id_token", out var text) ? text.GetString() : null;
        var validated = await ValidateAsync(token ?? throw new AuthenticationFailureException("The provider sent no identity token."));
        if (!SameText(validated.ClaimsIdentity.FindFirst(Nonce)?.Value, properties.Items[Nonce])) throw new AuthenticationFailureException("The identity token was made for another log-in.");
        if (Options.AssuranceLevels.Count > 0 && !Options.AssuranceLevels.Contains(validated.ClaimsIdentity.FindFirst("acr")?.Value))
            throw new AuthenticationFailureException("The log-in is of too low a level of assurance.");
        properties.Items.Remove(Nonce);
        return await base.CreateTicketAsync(new ClaimsIdentity(validated.ClaimsIdentity.Claims.Where(c => Options.KeptClaims.Contains(c.Type)), Scheme.Name), properties, tokens);
    }

    /// <summary>Checks an identity token; keys are fetched again where it names one that is not known, as after a rotation.</summary>
    private async Task<TokenValidationResult> ValidateAsync(string token)
    {
        var result = await ValidateAsync(token, await MetadataAsync());
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            Options.Metadata.RequestRefresh();
            result = await ValidateAsync(token, await MetadataAsync());
        }
        return result.IsValid ? result : throw new AuthenticationFailureException("The identity token is not valid.", result.Exception);
    }

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration provider) =>
        new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = Options.ClientId,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromSeconds(30),
        });

    private Task<OpenIdConnectConfiguration> MetadataAsync() => Options.Metadata.GetConfigurationAsync(Context.RequestAborted);

    private static bool SameText(string? one, string? other) =>
        one is not null && other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
