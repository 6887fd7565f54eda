using MailKit;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ReferralBroker.Web.Notices;

/// <summary>A message as it goes out.</summary>
/// <param name="Id">What names it for ever, so that a server that gets it twice can know.</param>
/// <param name="To">The address.</param>
/// <param name="Subject">The subject: nothing personal.</param>
/// <param name="Text">Plain text: nothing personal.</param>
/// <param name="From">The address it comes from, where that is another than usual.</param>
public sealed record Letter(string Id, string To, string Subject, string Text, string? From = null);

/// <summary>What became of a message.</summary>
public abstract record Sending
{
    private Sending() { }

    /// <summary>The server has taken it.</summary>
    public sealed record Taken : Sending;

    /// <summary>It did not go out.</summary>
    /// <param name="Fault">Why, without content: the kind of fault and the server's code.</param>
    public sealed record Failed(string Fault) : Sending;

    /// <summary>It was cut off after it had begun, and may have gone out.</summary>
    public sealed record Unknown(string Fault) : Sending;
}

/// <summary>Sends messages by SMTP, or lays them into a folder.</summary>
public sealed class Mailer(IOptions<MailSettings> options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool IsOn => options.Value.IsOn;

    public async Task<Sending> SendAsync(Letter letter)
    {
        // Once begun it is not broken off, or nobody would know whether it went out.
        using var patience = new CancellationTokenSource(Patience);
        if (options.Value.Folder is { Length: > 0 } folder) return await LayAsync(letter, folder, patience.Token);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            var settings = options.Value;
            await client.ConnectAsync(settings.Host!, settings.Port, settings.Transport, patience.Token);
            if (settings.User is { Length: > 0 } user) await client.AuthenticateAsync(user, settings.ReadPassword() ?? "", patience.Token);
        }
        catch (Exception e)
        {
            return new Sending.Failed(FaultOf(e));
        }
        try
        {
            await client.SendAsync(Message(letter), patience.Token);
        }
        catch (SmtpCommandException e)
        {
            return new Sending.Failed(FaultOf(e));
        }
        catch (ServiceNotConnectedException e)
        {
            return new Sending.Failed(FaultOf(e));
        }
        catch (Exception e)
        {
            return new Sending.Unknown(FaultOf(e));
        }
        try
        {
            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException or ServiceNotConnectedException)
        {
            // It has been taken; how the talk ends changes nothing.
        }
        return new Sending.Taken();
    }

    private async Task<Sending> LayAsync(Letter letter, string folder, CancellationToken stop)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await using var file = File.Create(Path.Combine(folder, $"{letter.Id}.eml"));
            await Message(letter).WriteToAsync(file, stop);
            return new Sending.Taken();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Sending.Failed(FaultOf(e));
        }
    }

    private MimeMessage Message(Letter letter)
    {
        var from = MailboxAddress.Parse(letter.From ?? options.Value.From!);
        var message = new MimeMessage { Subject = letter.Subject, Date = time.GetUtcNow(), MessageId = $"{letter.Id}@{from.Domain}", Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(from);
        message.To.Add(new MailboxAddress("", letter.To));
        // Nobody is to answer to it by machine.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>What may be shown of a fault: a server's own words may quote the address.</summary>
    private static string FaultOf(Exception e) => e is SmtpCommandException c ? $"the mail server answered {(int)c.StatusCode}" : e.GetType().Name;
}
