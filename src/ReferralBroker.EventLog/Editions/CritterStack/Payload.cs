using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReferralBroker.EventLog;

/// <summary>An event's payload as the log is handed it: JSON already, so that Marten neither makes nor reads it.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record Payload(string Json)
{
    private sealed class Converter : JsonConverter<Payload>
    {
        public override Payload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, Payload value, JsonSerializerOptions options) =>
            // The server looks at it anyway, and knows no depth that is too deep.
            writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}
