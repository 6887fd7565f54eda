using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralBroker.Testing;

namespace ReferralBroker.Web.Tests;

/// <summary>The API is what schemas/openapi-v1.json says it is.</summary>
public sealed class ApiDescriptionTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_openapi_document_is_the_approved_one()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var document = JsonNode.Parse(await broker.Client(null).GetStringAsync("/openapi/v1.json", Stop))!;
        document.AsObject().Remove("servers");
        var now = document.ToJsonString(Indented) + "\n";
        var approved = Path.Combine(Root(), "schemas", "openapi-v1.json");
        if (Environment.GetEnvironmentVariable("APPROVE_SCHEMAS") == "1") await File.WriteAllTextAsync(approved, now, Stop);
        (await File.ReadAllTextAsync(approved, Stop) == now).Should().BeTrue("{0} differs: run the tests once with APPROVE_SCHEMAS=1, look at what changed, and commit it if every client can live with it", approved);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ReferralBroker.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
