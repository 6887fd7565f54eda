namespace ReferralBroker.Domain;

/// <summary>
/// A value about a person that is never stored, logged or printed in the clear: a name, a number, an address, any free text. It is plain as it
/// comes in, sealed in the log, opened for those allowed, and erased for ever once the person's key is gone.
/// </summary>
public sealed class Personal : IEquatable<Personal>
{
    private readonly string? _plain;

    private Personal(string? plain, string? token) => (_plain, Token) = (plain, token);

    /// <summary>A value as it came in.</summary>
    public static Personal Of(string plain) => new(plain, null);

    /// <summary>A value as the log holds it.</summary>
    public static Personal Sealed(string token) => new(null, token);

    /// <summary>A sealed value whose text is known again.</summary>
    public static Personal Opened(string token, string plain) => new(plain, token);

    /// <summary>Its sealed form, if it has one.</summary>
    public string? Token { get; }

    /// <summary>Whether its text is known here and now.</summary>
    public bool IsReadable => _plain is not null;

    /// <summary>Its text, or null where it is sealed or erased.</summary>
    public string? Text => _plain;

    /// <summary>Never the text.</summary>
    public override string ToString() => "[personal]";

    public bool Equals(Personal? other) => other is not null
        && (_plain is not null && other._plain is not null ? _plain == other._plain : Token is not null && Token == other.Token);

    public override bool Equals(object? obj) => Equals(obj as Personal);

    /// <summary>One for all: a plain and an opened value may be equal, and no two hashes of theirs may differ.</summary>
    public override int GetHashCode() => 0;
}
