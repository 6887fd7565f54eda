namespace ReferralBroker.Domain;

/// <summary>An NHS number: ten digits, the last of which checks the others (modulus 11; NHS Data Dictionary).</summary>
public static class NhsNumber
{
    /// <summary>The ten digits without spaces or dashes, or null if they are not a valid NHS number.</summary>
    public static string? Normalise(string? text)
    {
        var digits = text?.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return digits is { Length: 10 } && digits.All(char.IsAsciiDigit) && IsChecked(digits) ? digits : null;
    }

    private static bool IsChecked(string digits)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++) sum += (digits[i] - '0') * (10 - i);
        var check = (11 - (sum % 11)) % 11;
        return check != 10 && check == digits[9] - '0';
    }
}
