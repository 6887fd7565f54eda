using System.Collections.Frozen;

namespace ReferralBroker.Web.Reading;

/// <summary>Whether a name is the one somebody means, however they type it: in any case and order, with or without hyphens, apostrophes and accents.</summary>
public static class NameSearch
{
    // The runtime carries no data to take letters apart with: these are the accented letters of the languages written in Latin script.
    private static readonly FrozenDictionary<char, char> Plain = new[]
    {
        ('A', "ÀÁÂÃÄÅĀĂĄ"), ('C', "ÇĆĈĊČ"), ('D', "ĎĐ"), ('E', "ÈÉÊËĒĔĖĘĚ"), ('G', "ĜĞĠĢ"), ('H', "ĤĦ"), ('I', "ÌÍÎÏĨĪĬĮİ"), ('J', "Ĵ"), ('K', "Ķ"), ('L', "ĹĻĽĿŁ"), ('N', "ÑŃŅŇ"),
        ('O', "ÒÓÔÕÖØŌŎŐ"), ('R', "ŔŖŘ"), ('S', "ŚŜŞŠȘ"), ('T', "ŢŤŦȚ"), ('U', "ÙÚÛÜŨŪŬŮŰŲ"), ('W', "Ŵ"), ('Y', "ÝŶŸ"), ('Z', "ŹŻŽ"),
    }.SelectMany(letter => letter.Item2.Select(accented => (accented, letter.Item1))).ToFrozenDictionary(p => p.accented, p => p.Item2);

    /// <summary>The words of a text, in capitals without accents. What is neither letter nor digit parts them.</summary>
    public static string[] Words(string text) =>
        string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? Plain.GetValueOrDefault(char.ToUpperInvariant(c), char.ToUpperInvariant(c)) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether each word that is sought begins a word of the names, or one of the names written as one word.</summary>
    public static bool Fits(string[] sought, params IEnumerable<string?> names)
    {
        string[] words = [.. names.OfType<string>().Select(Words).SelectMany(parts => parts.Append(string.Concat(parts)))];
        return sought.Length > 0 && sought.All(word => words.Any(w => w.StartsWith(word, StringComparison.Ordinal)));
    }
}
