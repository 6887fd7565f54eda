using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReferralBroker.Web.Api;

/// <summary>Reads texts that the database can hold: PostgreSQL takes every character but the null one.</summary>
public sealed class TextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw new JsonException("A text is expected.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
