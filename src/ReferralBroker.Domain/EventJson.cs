using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReferralBroker.Domain;

/// <summary>How events are written in the log: camel case, codes as <see cref="Codes"/> names them, personal values only ever sealed.</summary>
public static class EventJson
{
    /// <summary>The options every stored event is written and read with.</summary>
    public static readonly JsonSerializerOptions Options = Make(new SealedPersonalConverter());

    /// <summary>The same shapes, with another way of treating personal values.</summary>
    public static JsonSerializerOptions Make(JsonConverter<Personal> personal)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            Converters = { personal, new CodeConverterFactory() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>The payload of an event.</summary>
    /// <exception cref="JsonException">A personal value is not sealed.</exception>
    public static string Write(DomainEvent e) => JsonSerializer.Serialize(e, e.GetType(), Options);

    /// <summary>The event of a payload.</summary>
    /// <exception cref="JsonException">The name is unknown to this program, or the payload is not of its shape.</exception>
    public static DomainEvent Read(string name, string data) =>
        EventCatalogue.TypeOf(name) is { } type
            ? (DomainEvent)JsonSerializer.Deserialize(data, type, Options)!
            : throw new JsonException($"This program does not know the event '{name}'.");

    /// <summary>Writes sealed values and nothing else: a plain one cannot reach the log by mistake.</summary>
    private sealed class SealedPersonalConverter : JsonConverter<Personal>
    {
        public override Personal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Personal.Sealed(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Token ?? throw new JsonException("A personal value must be sealed before it is stored."));
    }
}

/// <summary>A code that its list does not hold.</summary>
public sealed class UnknownCodeException : JsonException
{
    public UnknownCodeException(string message) : base(message) { }
    public UnknownCodeException() { }
    public UnknownCodeException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>Reads and writes coded values by the names <see cref="Codes"/> gives them.</summary>
public sealed class CodeConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(CodeConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class CodeConverter<T> : JsonConverter<T> where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Codes.Parse<T>(reader.GetString()) is { } value
                ? value
                : throw new UnknownCodeException($"This is not one of: {string.Join(", ", Codes.All<T>())}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Codes.Name(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Codes.Parse<T>(reader.GetString()) ?? throw new UnknownCodeException($"This is not one of: {string.Join(", ", Codes.All<T>())}.");

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(Codes.Name(value));
    }
}
