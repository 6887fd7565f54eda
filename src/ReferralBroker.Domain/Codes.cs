using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReferralBroker.Domain;

/// <summary>How coded values are written: the national code where a member names one, else its name in kebab case.</summary>
public static class Codes
{
    /// <summary>The code of one value.</summary>
    public static string Name<T>(T value) where T : struct, Enum => Names<T>.OfValue[value];

    /// <summary>The value of a code, or null if there is none.</summary>
    public static T? Parse<T>(string? code) where T : struct, Enum => code is not null && Names<T>.OfCode.TryGetValue(code, out var value) ? value : null;

    /// <summary>Every code of a list, in its order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => Names<T>.InOrder;

    private static class Names<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> OfValue = Enum.GetValues<T>().ToFrozenDictionary(v => v, CodeOf);
        public static readonly FrozenDictionary<string, T> OfCode = OfValue.ToFrozenDictionary(p => p.Value, p => p.Key);
        public static readonly string[] InOrder = [.. Enum.GetValues<T>().Select(v => OfValue[v])];

        private static string CodeOf(T value) =>
            typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
    }
}
