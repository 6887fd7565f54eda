using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.SignIn;

/// <summary>How people log in at the identity provider, under "Broker:SignIn".</summary>
public sealed class SignInSettings
{
    /// <summary>What the provider calls this broker.</summary>
    public string? ClientId { get; set; }

    /// <summary>A file with the secret the provider gave; none where it asks for PKCE alone.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>The secret itself, where no file can be had.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for, parted by blanks.</summary>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>The levels of assurance that are taken, parted by blanks; none where it does not matter.</summary>
    public string? AssuranceLevels { get; set; }

    /// <summary>The secret, from wherever it is set; empty where there is none.</summary>
    public string ReadSecret()
    {
        if (ClientSecret is { Length: > 0 } secret) return secret;
        if (ClientSecretFile is not { Length: > 0 } file) return "";
        if (!File.Exists(file)) throw new SettingsException($"Broker:SignIn:ClientSecretFile names {file}, which is not there.");
        return File.ReadAllText(file).Trim();
    }
}
