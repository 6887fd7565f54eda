using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ReferralBroker.Domain;

/// <summary>The JSON Schema of every stored event, made from the shapes that are written.</summary>
public static class EventSchemas
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The stored names, in order.</summary>
    public static IEnumerable<string> Names => EventCatalogue.All.Keys.Order(StringComparer.Ordinal);

    /// <summary>The schema of one stored event, as text that ends in a line feed.</summary>
    public static string Of(string storedName)
    {
        var type = EventCatalogue.TypeOf(storedName) ?? throw new ArgumentException($"There is no stored event '{storedName}'.", nameof(storedName));
        var shape = JsonSchemaExporter.GetJsonSchemaAsNode(EventJson.Options, type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform }).AsObject();
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = storedName,
            ["title"] = storedName,
        };
        WithoutDefaults(shape);
        foreach (var (key, value) in shape) schema[key] = value?.DeepClone();
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(Personal)) return new JsonObject { ["type"] = "string", ["description"] = "Sealed under the person's key; never plain text." };
        if (type.IsEnum) return new JsonObject { ["type"] = "string", ["enum"] = CodesOf(type) };
        if (type == typeof(Guid) || IsId(type)) return new JsonObject { ["type"] = "string", ["format"] = "uuid" };
        if (node is not JsonObject schema) return node;
        // What is null is left out.
        if (schema["type"] is JsonArray types) schema["type"] = types.Select(t => t!.GetValue<string>()).Single(t => t != "null");
        // The exporter says nothing of elements that a converter of ours writes.
        if (context.TypeInfo.ElementType is { IsEnum: true } element) schema["items"] = new JsonObject { ["type"] = "string", ["enum"] = CodesOf(element) };
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Remove("required");
            var always = context.TypeInfo.Properties.Where(p => p.Get is not null && !p.IsGetNullable && Nullable.GetUnderlyingType(p.PropertyType) is null).Select(p => p.Name).ToArray();
            if (always.Length > 0) schema["required"] = new JsonArray([.. always.Select(name => (JsonNode)name)]);
        }
        return schema;
    }

    /// <summary>A default is for those who build an event; what is stored stands there.</summary>
    private static void WithoutDefaults(JsonNode? node)
    {
        if (node is JsonArray items) foreach (var item in items) WithoutDefaults(item);
        if (node is not JsonObject schema) return;
        schema.Remove("default");
        foreach (var (_, value) in schema) WithoutDefaults(value);
    }

    private static bool IsId(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private static JsonArray CodesOf(Type type)
    {
        var codes = (IReadOnlyList<string>)typeof(Codes).GetMethod(nameof(Codes.All))!.MakeGenericMethod(type).Invoke(null, null)!;
        return [.. codes.Select(code => (JsonNode)code)];
    }
}
