using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>All that a state holds, as text, so that two may be compared whatever collections they are made of.</summary>
public static class Picture
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Draw(value, text);
        return text.ToString();
    }

    private static void Draw(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null: text.Append('-'); break;
            case string s: text.Append('"').Append(s).Append('"'); break;
            case Personal p: text.Append("personal:").Append(p.Text); break;
            case IFormattable f: text.Append(f.ToString(null, CultureInfo.InvariantCulture)); break;
            case bool b: text.Append(b); break;
            case IEnumerable many when IsDefault(many): text.Append('?'); break;
            case IDictionary or IEnumerable: DrawMany((IEnumerable)value, text); break;
            default: DrawOne(value, text); break;
        }
    }

    private static void DrawMany(IEnumerable many, StringBuilder text)
    {
        var items = many.Cast<object?>().Select(Of);
        // A set or a dictionary keeps no order worth comparing.
        if (many.GetType().Name is not ("ImmutableArray`1" or "List`1")) items = items.Order(StringComparer.Ordinal);
        text.Append('[').AppendJoin(", ", items).Append(']');
    }

    private static void DrawOne(object value, StringBuilder text)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (var property in Properties.GetOrAdd(value.GetType(), Stored))
        {
            text.Append(property.Name).Append('=');
            Draw(property.GetValue(value), text);
            text.Append("; ");
        }
        text.Append('}');
    }

    private static PropertyInfo[] Stored(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => (p.CanWrite || type.Name == "KeyValuePair`2") && p.GetIndexParameters().Length == 0)];

    private static bool IsDefault(IEnumerable many) => many.GetType().GetProperty("IsDefault")?.GetValue(many) is true;
}
