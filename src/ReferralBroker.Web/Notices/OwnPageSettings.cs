using MimeKit;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Notices;

/// <summary>
/// Whether people may have a page of their own, under "Broker:OwnPages" in configuration. Whoever sees the message or the link over their shoulder is not to
/// learn from its sender or its address what it is about: both are to say nothing.
/// </summary>
public sealed class OwnPageSettings
{
    /// <summary>The address messages to people come from; none: nobody has a page of their own.</summary>
    public string? From { get; set; }

    /// <summary>The address under which people reach their own page: one that leads to this server and names no service.</summary>
    public string? Address { get; set; }

    /// <summary>Whether people may have one.</summary>
    public bool AreOn => From is { Length: > 0 };

    /// <param name="broker">The other settings.</param>
    /// <exception cref="SettingsException">They cannot be right.</exception>
    public void Check(Settings broker)
    {
        if (!AreOn) return;
        if (!MailboxAddress.TryParse(From, out _)) throw new SettingsException($"Broker:OwnPages:From is '{From}'. Give the e-mail address that messages to people come from.");
        if (ReadAddress() is null && broker.PublicAddress is { Length: > 0 }) throw new SettingsException("Set Broker:OwnPages:Address to the address under which people reach their own page: one that names no service, and leads to this server.");
    }

    public Uri? ReadAddress() => Address is { Length: > 0 } text ? Settings.SafeAddress(text, "Broker:OwnPages:Address") : null;
}
