using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Demo;

/// <summary>Signs tokens for the demo's personas, under a key that is made anew at every start and exists nowhere else.</summary>
public sealed class DemoTokens
{
    public const string Issuer = "referral-broker-demo";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    private readonly SymmetricSecurityKey _key = new(RandomNumberGenerator.GetBytes(64));

    /// <summary>What a token must be to be taken.</summary>
    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKey = _key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ClockSkew = TimeSpan.FromSeconds(30),
    };

    /// <summary>A token of an actor, by the real clock: whoever checks it goes by that one too.</summary>
    public string Issue(Actor actor) => Issue(actor, DateTimeOffset.UtcNow);

    private string Issue(Actor actor, DateTimeOffset now) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Issuer,
        NotBefore = now.UtcDateTime,
        IssuedAt = now.UtcDateTime,
        Expires = (now + Lifetime).UtcDateTime,
        Claims = new Dictionary<string, object> { ["sub"] = actor.User, ["role"] = Codes.Name(actor.Role), ["organisation"] = actor.Organisation.ToString() },
        SigningCredentials = new(_key, SecurityAlgorithms.HmacSha256),
    });
}
