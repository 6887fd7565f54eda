using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Dispatch;

/// <summary>
/// Reads personal values as they come in, and writes them open. Only for what comes from a caller, what goes to one who may see it, and what is
/// hashed: never for the log.
/// </summary>
public sealed class PlainPersonalConverter : JsonConverter<Personal>
{
    public override Personal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal)
            ? Personal.Of(text)
            : throw new JsonException("A text is expected.");

    public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
