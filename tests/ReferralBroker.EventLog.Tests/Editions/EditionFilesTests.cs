using System.Text.Json.Nodes;
using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests.Editions;

/// <summary>A log goes from one edition to the other and back. The files beside this were exported by the editions they are named after.</summary>
public sealed class EditionFilesTests(TestCluster cluster) : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly LogFiles _files = new();

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("CritterStack")]
    public async Task What_either_edition_exported_comes_back_with_the_same_values(string edition)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Editions", $"{edition}.ndjson");
        await using var log = await StartAsync(cluster);

        var read = await LogFiles.ImportAsync(log, file);
        var again = await _files.ExportAsync(log);

        read.Should().Be(new LogContents(7, 3, 1, 8));
        var (before, after) = (await ValuesAsync(file), await ValuesAsync(again));
        after.Should().HaveSameCount(before);
        foreach (var (was, became) in before.Zip(after)) JsonNode.DeepEquals(was, became).Should().BeTrue($"{was!.ToJsonString()} came back as {became!.ToJsonString()}");
        (await log.AppendAsync(Guid.CreateVersion7(), 0)).Should().Be(10, "position 9 was drawn in vain");
    }

    public void Dispose() => _files.Dispose();

    /// <summary>Every line but the header, which names the log's life, and the trailer, which holds the hash of the text.</summary>
    private static async Task<JsonNode?[]> ValuesAsync(string file) => [.. (await File.ReadAllLinesAsync(file, Stop))[1..^1].Select(line => JsonNode.Parse(line))];
}
