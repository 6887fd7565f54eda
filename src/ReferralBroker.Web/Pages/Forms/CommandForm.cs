using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;

namespace ReferralBroker.Web.Pages.Forms;

/// <summary>How a field of a command is asked for.</summary>
public enum FieldKind
{
    Date,
    Time,
    Number,
    Text,
    Line,
    YesOrNo,
    One,
    Many,

    /// <summary>Something recorded earlier on the same referral.</summary>
    Earlier,
}

/// <summary>A field of a command's form.</summary>
/// <param name="Name">As the API calls it.</param>
/// <param name="Kind">How it is asked for.</param>
/// <param name="IsNeeded">Whether the command cannot do without.</param>
/// <param name="Items">What there is to choose from.</param>
public sealed record CommandField(string Name, FieldKind Kind, bool IsNeeded, IReadOnlyList<Choice> Items);

/// <summary>
/// The form of a command, made of the command itself: whatever the API takes can be filled in, under the same names, and is read by the same reader. So
/// no page can ask for less than the command needs, or send what the API would not take.
/// </summary>
public sealed class CommandForm
{
    private static readonly ConcurrentDictionary<Type, CommandForm> Made = new();

    private readonly Type _command;

    private CommandForm(Type command, IReadOnlyList<CommandField> fields) => (_command, Fields) = (command, fields);

    public IReadOnlyList<CommandField> Fields { get; }

    /// <summary>The form of a command with everything that it takes.</summary>
    public static CommandForm Of(Type command) => Made.GetOrAdd(command, static type =>
    {
        // Of its own each time: it keeps what it found out, and not safely for several at once.
        var nullability = new NullabilityInfoContext();
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First(c => c.GetParameters() is not [{ ParameterType: var only }] || only != type);
        var fields = constructor.GetParameters().Select(p => FieldOf(JsonNamingPolicy.CamelCase.ConvertName(p.Name!), p, nullability)).ToList();
        if (type.GetProperty(nameof(Domain.Referrals.ReferralCommand.OccurredOn)) is not null) fields.Add(new("occurredOn", FieldKind.Date, false, []));
        return new(type, fields);
    });

    /// <summary>The same form with some of its fields alone.</summary>
    public CommandForm Only(Func<CommandField, bool> isAsked) => new(_command, [.. Fields.Where(isAsked)]);

    /// <summary>
    /// The command that was filled in, or what is wrong with each field. Empty fields are left out; a date has three parts, named after it.
    /// </summary>
    public (object? Command, IReadOnlyList<(string Field, string Words)> Errors) Read(IFormCollection form, Func<CommandField, string> label)
    {
        var (body, errors) = (new JsonObject(), new List<(string, string)>());
        foreach (var field in Fields)
        {
            var (value, isWrong) = Value(field, form);
            if (isWrong) errors.Add((field.Name, Wrong(field, label(field))));
            else if (value is not null) body[field.Name] = value;
            else if (field.IsNeeded) errors.Add((field.Name, Missing(field, label(field))));
        }
        if (errors.Count > 0) return (null, errors);
        try
        {
            return (body.Deserialize(_command, ApiJson.Options), []);
        }
        catch (JsonException e)
        {
            var at = (e.Path ?? "").TrimStart('$', '.');
            return (null, [(Fields.Any(f => f.Name == at) ? at : "", "This is not one of the answers that are taken here.")]);
        }
    }

    private static string Missing(CommandField field, string label) => field.Kind switch
    {
        FieldKind.One or FieldKind.Many or FieldKind.YesOrNo or FieldKind.Earlier => $"Choose an answer: {label}",
        _ => $"Fill in: {label}",
    };

    private static string Wrong(CommandField field, string label) => field.Kind switch
    {
        FieldKind.Date => $"Enter a real date, such as 3 5 2026: {label}",
        FieldKind.Time => $"Enter a time, such as 2:30pm or 14:30: {label}",
        _ => $"Enter a number, such as 16: {label}",
    };

    private static (JsonNode? Value, bool IsWrong) Value(CommandField field, IFormCollection form)
    {
        if (field.Kind == FieldKind.Date)
        {
            var date = Date(field.Name, form);
            return date.IsEmpty ? (null, false) : date.Read() is { } day ? (day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), false) : (null, true);
        }
        var text = form[field.Name].ToString().Trim();
        if (field.Kind == FieldKind.Many) return form[field.Name].Count == 0 ? (null, false) : (new JsonArray([.. form[field.Name].Select(v => JsonValue.Create(v))]), false);
        if (text.Length == 0) return (null, false);
        return field.Kind switch
        {
            FieldKind.Number => decimal.TryParse(text.TrimStart('£').Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? (JsonValue.Create(number), false) : (null, true),
            FieldKind.Time => TimeOnly.TryParseExact(text.Replace(" ", "", StringComparison.Ordinal), ["H:mm", "HH:mm", "H.mm", "HH.mm", "h:mmtt", "h.mmtt", "htt"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? (time.ToString("HH:mm:ss", CultureInfo.InvariantCulture), false) : (null, true),
            FieldKind.YesOrNo => text is "true" or "false" ? (JsonValue.Create(text == "true"), false) : (null, true),
            _ => (text, false),
        };
    }

    /// <summary>A date as it was typed.</summary>
    public static DateParts Date(string name, IFormCollection form) => new() { Day = Typed(form, $"{name}.Day"), Month = Typed(form, $"{name}.Month"), Year = Typed(form, $"{name}.Year") };

    private static string? Typed(IFormCollection form, string name) => form[name] is { Count: > 0 } typed ? typed[0] : null;

    private static CommandField FieldOf(string name, ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var isNeeded = !parameter.HasDefaultValue && Nullable.GetUnderlyingType(parameter.ParameterType) is null && nullability.Create(parameter).WriteState != NullabilityState.Nullable;
        if (type.IsEnum) return new(name, FieldKind.One, isNeeded, Items(type));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return new(name, FieldKind.Many, isNeeded, Items(type.GetGenericArguments()[0]));
        return new(name, KindOf(type), isNeeded, []);
    }

    private static FieldKind KindOf(Type type) =>
        type == typeof(DateOnly) ? FieldKind.Date
        : type == typeof(TimeOnly) ? FieldKind.Time
        : type == typeof(bool) ? FieldKind.YesOrNo
        : type == typeof(Personal) ? FieldKind.Text
        : type == typeof(string) ? FieldKind.Line
        : type == typeof(Guid) ? FieldKind.Earlier
        : type == typeof(decimal) || type == typeof(int) ? FieldKind.Number
        : throw new NotSupportedException($"No form asks for a {type.Name} yet.");

    private static IReadOnlyList<Choice> Items(Type type) =>
        (IReadOnlyList<Choice>)typeof(CommandForm).GetMethod(nameof(ItemsOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static IReadOnlyList<Choice> ItemsOf<T>() where T : struct, Enum => CodeWords.Choices<T>();
}
