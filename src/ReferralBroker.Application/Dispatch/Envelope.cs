using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Dispatch;

/// <summary>What comes with a command: who sends it and by which ids it is known.</summary>
/// <param name="By">Who acts.</param>
/// <param name="CommandId">The id under which the log remembers it, per client and for ever.</param>
/// <param name="CorrelationId">The piece of work it belongs to.</param>
public sealed record Envelope(Actor By, Guid CommandId, Guid CorrelationId)
{
    /// <summary>The command or event that brought this one about, if any.</summary>
    public Guid? CausationId { get; init; }

    /// <summary>The version the caller last saw of the stream it means; where that has moved on the command is refused.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>Whose ids these are: ids of two clients never meet.</summary>
    public string Client => $"{By.Organisation}/{By.User}";

    /// <summary>The id of the one thing this command records, where the caller gave none: of this client's command and no other's.</summary>
    public Guid EntryId => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Client}\n{CommandId}")).AsSpan(0, 16), bigEndian: true);

    /// <summary>A command of the broker's own.</summary>
    public static Envelope Broker() => new(Actor.Broker, Guid.CreateVersion7(), Guid.CreateVersion7());
}
