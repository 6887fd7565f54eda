using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Vault;

/// <summary>The key under which one person's values are sealed. Without it they are noise.</summary>
public sealed class PersonKey
{
    private const string Form = "v1";
    private readonly byte[] _key;
    private readonly byte[] _owner;
    private readonly string _prefix;

    internal PersonKey(PersonId person, byte[] key)
    {
        _key = key;
        _owner = person.Value.ToByteArray(bigEndian: true);
        _prefix = $"{Form}.{Base64Url.EncodeToString(_owner)}.";
    }

    /// <summary>Seals a plain value; one that is sealed already is left as it is.</summary>
    public Personal Seal(Personal value) => value.Token is not null
        ? value
        : Personal.Opened(_prefix + Base64Url.EncodeToString(Sealing.Seal(_key, Encoding.UTF8.GetBytes(value.Text!), _owner)), value.Text!);

    /// <summary>Opens a value that was sealed under this key.</summary>
    /// <exception cref="CryptographicException">It was changed, or belongs to somebody else.</exception>
    public Personal Open(Personal value) => value.IsReadable
        ? value
        : Personal.Opened(value.Token!, Encoding.UTF8.GetString(Sealing.Open(_key, Base64Url.DecodeFromChars(value.Token.AsSpan(_prefix.Length)), _owner)));

    /// <summary>Whose key a sealed value needs.</summary>
    public static PersonId OwnerOf(Personal value)
    {
        var parts = value.Token!.Split('.');
        return parts is [Form, { } owner, _]
            ? new(new Guid(Base64Url.DecodeFromChars(owner), bigEndian: true))
            : throw new VaultException("A sealed value has a form that this program does not know.");
    }
}
