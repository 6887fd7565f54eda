using System.Net;
using MailKit.Security;
using MimeKit;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Notices;

/// <summary>How messages go out, under "Broker:Mail" in configuration. Neither host nor folder: none do.</summary>
public sealed class MailSettings
{
    /// <summary>The mail server's name.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>starttls, tls, or none, which is taken on this machine alone.</summary>
    public string Security { get; set; } = "starttls";

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>A file that holds the password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>The address messages come from.</summary>
    public string? From { get; set; }

    /// <summary>A folder that messages are laid into instead, as .eml files: to try it out.</summary>
    public string? Folder { get; set; }

    /// <summary>Whether messages go out at all.</summary>
    public bool IsOn => Host is { Length: > 0 } || Folder is { Length: > 0 };

    /// <exception cref="SettingsException">They cannot be right.</exception>
    public void Check()
    {
        if (!IsOn) return;
        if (!MailboxAddress.TryParse(From, out _)) throw new SettingsException($"Broker:Mail:From is '{From}'. Give the e-mail address that messages come from.");
        if (Folder is { Length: > 0 }) return;
        _ = Transport;
        if (Port is < 1 or > 65535) throw new SettingsException($"Broker:Mail:Port is {Port}. It must be a port.");
        if (PasswordFile is { Length: > 0 } && !File.Exists(PasswordFile)) throw new SettingsException("Broker:Mail:PasswordFile names no file that is there.");
    }

    /// <summary>How the connection to the server is kept from others.</summary>
    public SecureSocketOptions Transport => Security switch
    {
        "starttls" => SecureSocketOptions.StartTls,
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" when Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address)) => SecureSocketOptions.None,
        "none" => throw new SettingsException("Broker:Mail:Security may be none only for a mail server on this machine. Use starttls or tls."),
        _ => throw new SettingsException($"Broker:Mail:Security is '{Security}'. It must be starttls, tls or none."),
    };

    public string? ReadPassword() => PasswordFile is { Length: > 0 } file ? File.ReadAllText(file).Trim() : Password;
}
