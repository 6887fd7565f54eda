using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The short reference by which people speak of a referral, such as R-7K3M-9QXW. It says nothing about the person.</summary>
public static class ReferralReference
{
    /// <summary>No vowels, so no words; nothing that looks like something else.</summary>
    private const string Letters = "23456789BCDFGHJKMNPQRSTVWXYZ";

    /// <summary>The reference of a referral. Two may meet: the sending then goes on under another id, so that each has one of its own.</summary>
    public static string Of(ReferralId id)
    {
        var number = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(id.Value.ToByteArray(bigEndian: true)));
        Span<char> text = stackalloc char[8];
        for (var i = 0; i < text.Length; i++, number /= (ulong)Letters.Length) text[i] = Letters[(int)(number % (ulong)Letters.Length)];
        return $"R-{text[..4]}-{text[4..]}";
    }

    /// <summary>The claim that keeps a reference to one referral.</summary>
    public static string Key(string reference) => $"referral-reference:{reference}";
}
