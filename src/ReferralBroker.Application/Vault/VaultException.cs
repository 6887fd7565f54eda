namespace ReferralBroker.Application.Vault;

/// <summary>The vault cannot do its work. The message says what to do and holds nothing personal.</summary>
public sealed class VaultException : Exception
{
    public VaultException(string message) : base(message) { }
    public VaultException(string message, Exception inner) : base(message, inner) { }
    public VaultException() { }
}
