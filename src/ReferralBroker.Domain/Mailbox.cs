namespace ReferralBroker.Domain;

/// <summary>E-mail addresses.</summary>
public static class Mailbox
{
    private const int LongestAddress = 254;

    /// <summary>Whether an address is one that a message can go to, and to no other as well.</summary>
    public static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= LongestAddress && at > 0 && at == text.LastIndexOf('@') && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.')
            && text.All(c => char.IsAsciiLetterOrDigit(c) || "@.!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal));
    }
}
