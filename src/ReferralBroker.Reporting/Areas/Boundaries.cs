using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReferralBroker.Reporting.Areas;

/// <summary>The boundaries of Nottingham's small areas as GeoJSON, each with the ward it lies in (NOTICE.md names the source).</summary>
public static class Boundaries
{
    /// <summary>UTF-8.</summary>
    public static readonly ReadOnlyMemory<byte> GeoJson = Joined();

    private static byte[] Joined()
    {
        using var stream = typeof(Boundaries).Assembly.GetManifestResourceStream(typeof(Boundaries), "areas-nottingham.geojson")!;
        var areas = JsonNode.Parse(stream)!;
        foreach (var feature in areas["features"]!.AsArray())
        {
            var properties = feature!["properties"]!.AsObject();
            properties["ward24_code"] = SmallAreas.Find((string)properties["lsoa21_code"]!)?.WardCode;
        }
        return JsonSerializer.SerializeToUtf8Bytes(areas);
    }
}
