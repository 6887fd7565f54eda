using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>Bodies made from the server's own description of them: as it says, nearly as it says, and anything but.</summary>
internal sealed class FuzzBodies(JsonNode description, FuzzWorld world)
{
    private const int Deepest = 8;

    /// <summary>Lists whose items the description does not describe.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> Listed = new()
    {
        ["topics"] = Codes.All<Topic>(),
        ["needs"] = Codes.All<Need>(),
        ["care"] = Codes.All<Care>(),
        ["life"] = Codes.All<LifeCircumstance>(),
        ["risks"] = Codes.All<RiskFlag>(),
        ["areas"] = Codes.All<AdviceArea>(),
        ["adjustments"] = Codes.All<Adjustment>(),
        ["preferred"] = Codes.All<ContactMedium>(),
    };

    private static readonly JsonSerializerOptions Escaped = new() { MaxDepth = 1_000 };
    private static readonly JsonSerializerOptions Plain = new() { MaxDepth = 1_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of what an endpoint takes, or null.</summary>
    public JsonNode? SchemaOf(FuzzTarget target) =>
        description["paths"]![target.Route.Replace(":guid", "", StringComparison.Ordinal)]?[target.Method.ToLowerInvariant()]?["requestBody"]?["content"]?["application/json"]?["schema"];

    /// <summary>A body that may well be taken.</summary>
    public JsonNode Fitting(JsonNode schema, Dice dice, int focus) => Value(schema, "", dice, focus, 0) ?? new JsonObject();

    /// <summary>Changes something here or there in a body.</summary>
    public static JsonNode Mutated(JsonNode body, Dice dice)
    {
        for (var times = dice.Between(1, 3); times > 0; times--)
        {
            var places = Objects(body).ToArray();
            if (places.Length == 0) return body;
            Mutate(dice.One(places), dice);
        }
        return body;
    }

    public static byte[] Bytes(JsonNode body, Dice dice)
    {
        var text = body.ToJsonString(dice.In(50) ? Escaped : Plain).Replace(NastyValues.LoneSurrogate, dice.In(50) ? "\\ud800" : "\\udc00", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>What is no fitting body in any way.</summary>
    public static byte[] Broken(byte[] whole, Dice dice) => dice.One<Func<byte[]>>([
        () => [],
        () => whole[..dice.Below(whole.Length + 1)],
        () => [0xEF, 0xBB, 0xBF, .. whole],
        () => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(whole))],
        () => [.. whole, .. whole],
        () => [.. "["u8, .. whole, .. "]"u8],
        () => [.. whole, (byte)','],
        () => Swapped(whole, dice),
        () => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 2_000))),
        () => Encoding.UTF8.GetBytes(new string('[', 50_000)),
        () => Encoding.UTF8.GetBytes(dice.One(NastyValues.Json)),
        () => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(dice.One(Markers.All))),
        () => Encoding.UTF8.GetBytes($"{{\"{dice.One(Markers.All)}\":\"{dice.One(Markers.All)}\"}}"),
        () => Encoding.UTF8.GetBytes($"{dice.One(Markers.All)} {dice.One(Markers.All)}"),
        () => Encoding.UTF8.GetBytes("{/* " + dice.One(Markers.All) + " */}"),
        () => Encoding.UTF8.GetBytes("{'particulars':{}}"),
        () => Doubled(whole),
        () => [0, 1, 2, 3, 0xC3, 0x28, 0xF0, 0x28],
    ])();

    private static byte[] Swapped(byte[] whole, Dice dice)
    {
        var changed = whole.ToArray();
        if (changed.Length > 0) changed[dice.Below(changed.Length)] = (byte)dice.Below(256);
        return changed;
    }

    /// <summary>The first key twice.</summary>
    private static byte[] Doubled(byte[] whole)
    {
        var text = Encoding.UTF8.GetString(whole);
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.StartsWith("{\"", StringComparison.Ordinal) && end > 0 ? $"{{{text[1..end]}:null,{text[1..]}" : text);
    }

    private static void Mutate(JsonObject place, Dice dice)
    {
        var key = place.Count == 0 ? "a" : dice.One(place.Select(p => p.Key).ToArray());
        switch (dice.Below(8))
        {
            case 0: place.Remove(key); break;
            case 1: place[dice.One<string>(["extra", "__proto__", "$type", "id", "ID", key.ToUpperInvariant(), dice.One(Markers.All), dice.One(NastyValues.Texts)])] = dice.One(Markers.All); break;
            case 2: place[key] = dice.One(NastyValues.Texts); break;
            case 3: place[key] = dice.One(Markers.All); break;
            case 4: place[key] = dice.In(80) ? NastyValues.Long(dice) : dice.One(Markers.All) + new string(' ', 300); break;
            case 5: place[key] = JsonNode.Parse(dice.One(NastyValues.Json)); break;
            case 6: place[key] = Deep(dice.Between(1, 40)); break;
            default: place[key] = new JsonObject { [dice.One(Markers.All)] = dice.One(Markers.All) }; break;
        }
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode deep = new JsonArray();
        for (; levels > 0; levels--) deep = new JsonObject { ["a"] = new JsonArray(deep) };
        return deep;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(p => p.Value).SelectMany(Objects).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };

    private JsonNode? Value(JsonNode schema, string name, Dice dice, int focus, int depth)
    {
        if (depth > Deepest) return null;
        if ((string?)schema["$ref"] is { } reference) return Value(description["components"]!["schemas"]![reference.Split('/')[^1]]!, name, dice, focus, depth + 1);
        if (schema["oneOf"] is JsonArray either) return dice.In(20) ? null : Value(either[^1]!, name, dice, focus, depth + 1);
        if (name == "role" && dice.In(50)) return "clinician";
        if (schema["enum"] is JsonArray codes) return codes[dice.Below(codes.Count)]!.DeepClone();
        if (((string?)schema["description"])?.StartsWith("Personal", StringComparison.Ordinal) == true) return Personal(name, dice, focus);
        return TypeOf(schema) switch
        {
            "object" => Filled(schema, dice, focus, depth),
            "array" => Items(schema, name, dice, focus, depth),
            "boolean" => dice.In(50),
            "integer" => dice.In(6) ? dice.One([int.MaxValue, int.MinValue, -1, 1_000_000]) : name == "weeks" ? dice.One([13, 26, 52]) : dice.Between(0, 60),
            "number" => dice.In(8) ? dice.One([1e300, -1e300, double.MaxValue, 5e-324, 0, -0.0, 1e15, 0.005, 16.1234567890123]) : dice.Between(1, 40),
            _ => (string?)schema["format"] switch
            {
                "uuid" => Id(name, dice, focus),
                "date" => Day(name, dice),
                "time" => "10:30:00",
                "date-time" => "2026-01-05T09:00:00Z",
                _ => Word(name, dice),
            },
        };
    }

    private static string? TypeOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => several.Select(t => (string?)t).FirstOrDefault(t => t != "null"),
        JsonValue one => (string?)one,
        _ => null,
    };

    private JsonObject Filled(JsonNode schema, Dice dice, int focus, int depth)
    {
        var needed = schema["required"] is JsonArray required ? required.Select(r => (string)r!).ToHashSet() : [];
        var filled = new JsonObject();
        foreach (var (name, of) in schema["properties"] as JsonObject ?? [])
            if (needed.Contains(name) || dice.In(30)) filled[name] = Value(of!, name, dice, focus, depth + 1);
        return filled;
    }

    private JsonArray Items(JsonNode schema, string name, Dice dice, int focus, int depth)
    {
        var items = new JsonArray();
        var codes = Listed.GetValueOrDefault(name);
        for (var left = dice.Between(1, 2); left > 0; left--)
            items.Add(codes is not null ? dice.One(codes) : name == "recipients" ? dice.One(world.Services).ToString() : schema["items"] is { } item ? Value(item, "", dice, focus, depth + 1) : Word(name, dice));
        return items;
    }

    private string Id(string name, Dice dice, int focus) => (name switch
    {
        _ when dice.In(4) => dice.NewId(),
        "person" => world.People[focus],
        "record" => dice.In(70) ? world.People[(focus + 5) % FuzzWorld.Size] : dice.One(world.People),
        "agreement" => dice.In(85) ? world.Agreements[focus] : dice.NewId(),
        "conversation" => world.Conversations[focus],
        "service" or "signpostedTo" => dice.One(world.Services),
        "organisation" => dice.One(world.Organisations),
        "rematchOf" => dice.One(world.Referrals),
        "access" => world.Accesses[focus % world.Accesses.Count],
        "appointment" => FuzzWorld.PartOf(focus, 0),
        "job" => FuzzWorld.PartOf(focus, 1),
        _ => FuzzWorld.PartOf(focus, dice.Between(2, 9)),
    }).ToString();

    private static string Personal(string name, Dice dice, int focus) => name switch
    {
        "nhsNumber" => dice.In(50) ? Markers.NhsNumbers[focus] : dice.NhsNumber(),
        "dateOfBirth" => dice.In(70) ? Markers.DateOfBirth : dice.In(70) ? "1988-05-03" : dice.One(NastyValues.Days),
        "familyName" => Markers.FamilyName,
        "givenName" => Markers.GivenName,
        "title" => Markers.Title,
        "phone" => Markers.Phone,
        "email" => Markers.Email,
        "address" => Markers.Address,
        "postcode" => Markers.Postcode,
        _ when dice.In(80) => dice.One(Markers.Texts),
        _ => dice.One(NastyValues.Texts),
    };

    private static string Word(string name, Dice dice) => name switch
    {
        _ when dice.In(8) => dice.One(NastyValues.Texts),
        "user" or "worker" => $"fuzz-user-{dice.Below(8)}",
        "journey" => dice.One(Journey.Codes.ToArray()),
        "code" => "excludes-nobody-for",
        "value" => "18",
        "smallArea" => "E01013811",
        "odsCode" => $"Y{dice.Below(100_000):00000}",
        _ => $"Something for {(name.Length == 0 ? "nothing" : name)}",
    };

    private static string Day(string name, Dice dice) =>
        dice.In(8) ? dice.One(NastyValues.Days) : new DateOnly(2026, 1, 5).AddDays(name is "reviewOn" or "validUntil" or "to" ? dice.Between(1, 60) : dice.In(80) ? 0 : dice.Between(-30, 10)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
