using System.Security.Cryptography;

namespace ReferralBroker.Application.Vault;

/// <summary>The key that wraps every other key. It is configured, never stored beside what it protects.</summary>
public sealed class MasterKey
{
    private readonly byte[] _key;

    /// <summary>From 32 bytes in base64.</summary>
    /// <exception cref="VaultException">It is not 32 bytes in base64.</exception>
    public MasterKey(string base64)
    {
        var key = new byte[32];
        if (!Convert.TryFromBase64String(base64.Trim(), key, out var length) || length != 32)
            throw new VaultException("The master key must be 32 random bytes in base64, such as 'openssl rand -base64 32' prints.");
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key))[..16];
    }

    /// <summary>By which a wrapped key says what it is wrapped with. The key cannot be read from it.</summary>
    public string Id { get; }

    /// <summary>A new one, in base64.</summary>
    public static string Make() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    internal byte[] Wrap(byte[] key, byte[] owner) => Sealing.Seal(_key, key, owner);

    internal byte[] Unwrap(byte[] wrapped, byte[] owner) => Sealing.Open(_key, wrapped, owner);
}
