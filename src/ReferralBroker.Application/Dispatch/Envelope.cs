using System.Buffers.Binary;
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
    public Guid EntryId => new(Hash("").AsSpan(0, 16), bigEndian: true);

    /// <summary>
    /// The id of the stream this command begins: a UUIDv7 of the moment, the rest of it the command's own, so that the same command at the same
    /// moment begins the same stream.
    /// </summary>
    /// <param name="at">The moment.</param>
    /// <param name="attempt">0, or how often an id of this command turned out to be of no use.</param>
    public Guid NewStreamId(DateTimeOffset at, int attempt = 0)
    {
        Span<byte> bytes = stackalloc byte[16];
        Hash(attempt == 0 ? "" : $"\n{attempt}").AsSpan(16, 16).CopyTo(bytes);
        Span<byte> moment = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(moment, at.ToUnixTimeMilliseconds());
        moment[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private byte[] Hash(string more) => SHA256.HashData(Encoding.UTF8.GetBytes($"{Client}\n{CommandId}{more}"));

    /// <summary>A command of the broker's own.</summary>
    public static Envelope Broker() => new(Actor.Broker, Guid.CreateVersion7(), Guid.CreateVersion7());
}
