using ReferralBroker.Application.Vault;
using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Web.Hosting;

/// <summary>Everything that can be set, under "Broker" in configuration.</summary>
public sealed class Settings
{
    /// <summary>Connection string of the log and its projections.</summary>
    public string? Database { get; set; }

    /// <summary>Connection string of the vault's own database.</summary>
    public string? KeyDatabase { get; set; }

    /// <summary>The master key: 32 bytes in base64.</summary>
    public string? MasterKey { get; set; }

    /// <summary>A file that holds the master key.</summary>
    public string? MasterKeyFile { get; set; }

    /// <summary>Address of the OpenID provider whose tokens are taken.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience its tokens must name.</summary>
    public string? Audience { get; set; }

    /// <summary>The address under which people reach it, where a proxy stands in front: https.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>Proxies whose word on who calls is taken, besides those on this machine: addresses, parted by blanks.</summary>
    public string? TrustedProxies { get; set; }

    /// <summary>Requests a minute of one user or system; of an address where nobody is signed in, a tenth of it.</summary>
    public int RequestsPerMinute { get; set; } = 3000;

    /// <summary>Searches for people a minute of one user.</summary>
    public int SearchesPerMinute { get; set; } = 30;

    /// <summary>Which small numbers commissioners' reports hide: tens, central or mhsds.</summary>
    public string DisclosurePolicyCode { get; set; } = DisclosurePolicy.Tens.Code;

    /// <summary>The demo's folder.</summary>
    public string? DemoFolder { get; set; }

    /// <summary>The policy itself.</summary>
    public DisclosurePolicy Disclosure => DisclosurePolicy.Find(DisclosurePolicyCode) is { HiddenBelow: > 0 } policy
        ? policy
        : throw new SettingsException($"Broker:DisclosurePolicyCode is '{DisclosurePolicyCode}'. It must be tens, central or mhsds.");

    /// <summary>The address under which people reach it, or null where none is set.</summary>
    public Uri? ReadPublicAddress() => PublicAddress is { Length: > 0 } text ? SafeAddress(text, "Broker:PublicAddress") : null;

    /// <exception cref="SettingsException">A limit cannot be right.</exception>
    public void CheckLimits()
    {
        if (RequestsPerMinute < 60) throw new SettingsException($"Broker:RequestsPerMinute is {RequestsPerMinute}. Give 60 at least.");
        if (SearchesPerMinute < 1) throw new SettingsException($"Broker:SearchesPerMinute is {SearchesPerMinute}. Give 1 at least.");
    }

    /// <summary>An address that may be trusted with people's data: https, or this machine.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public static Uri SafeAddress(string text, string setting) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new SettingsException($"{setting} is '{text}'. It must be an https address; plain http is taken on this machine alone.");

    /// <summary>The master key, from wherever it is set.</summary>
    public MasterKey ReadMasterKey()
    {
        if (MasterKey is { Length: > 0 } key) return Key(key, "Broker:MasterKey");
        if (MasterKeyFile is not { Length: > 0 } file) throw new SettingsException("Set Broker:MasterKeyFile to a file with 32 random bytes in base64 (openssl rand -base64 32), or Broker:MasterKey.");
        if (!File.Exists(file)) throw new SettingsException($"Broker:MasterKeyFile names {file}, which is not there.");
        return Key(File.ReadAllText(file), "Broker:MasterKeyFile");
    }

    private static MasterKey Key(string text, string setting)
    {
        try
        {
            return new(text);
        }
        catch (VaultException e)
        {
            throw new SettingsException($"{setting}: {e.Message}");
        }
    }
}

/// <summary>Something that must be set is not, or cannot be right. The message says what to set.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message) : base(message) { }
    public SettingsException(string message, Exception inner) : base(message, inner) { }
    public SettingsException() { }
}
