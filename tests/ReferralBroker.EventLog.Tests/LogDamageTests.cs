using System.Text;
using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.LogFiles;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A file that is no whole export is refused, by name of the line, and the log stays empty.</summary>
public sealed class LogDamageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly LogFiles _files = new();
    private TestLog _copy = null!;
    private Guid _incarnation;

    public async ValueTask InitializeAsync()
    {
        _copy = await StartAsync(cluster);
        _incarnation = await _copy.AskAsync<Guid>("select id from log.incarnation");
    }

    [Theory]
    [InlineData("log.ndjson", 0)]
    [InlineData("log.ndjson.gz", 12)]
    public async Task A_file_cut_off_anywhere_is_refused(string name, int wrapping)
    {
        var whole = await WholeAsync(name);
        var random = new Random(20260301);
        // The last eight bytes of a compressed file only tell of its content, and one or two before them only that it ends: it is whole without.
        var last = whole.Length - wrapping;
        var lengths = Enumerable.Range(0, 40).Select(_ => random.Next(last)).Concat([0, 1, last - 1, last - 2]);
        // And at the end of every line, where what is left is well formed.
        if (!name.EndsWith(".gz", StringComparison.Ordinal)) lengths = lengths.Concat(whole.Select((b, i) => b == '\n' ? i + 1 : 0).Where(i => i < whole.Length));

        foreach (var length in lengths) await RefusedAsync("cut-" + name, whole[..length], $"{length} of {whole.Length} bytes");

        await ImportAsync(_copy, _files[name]);
        (await _copy.EventsAsync()).Should().Be(7, "the whole file is still taken");
    }

    [Theory]
    // The first ten bytes of a compressed file hold a date and the like, the last eight tell of its content: neither is of it.
    [InlineData("log.ndjson", 0, 0)]
    [InlineData("log.ndjson.gz", 10, 8)]
    public async Task A_file_with_one_byte_changed_anywhere_is_refused(string name, int from, int wrapping)
    {
        var whole = await WholeAsync(name);
        var random = new Random(20260302);
        for (var round = 0; round < 80; round++)
        {
            var (at, with) = (random.Next(from, whole.Length - wrapping), (byte)random.Next(1, 256));
            byte[] changed = [.. whole];
            changed[at] ^= with;
            await RefusedAsync("changed-" + name, changed, $"byte {at} changed by {with}");
        }
    }

    [Fact]
    public async Task A_foreign_file_is_refused_with_words_that_help()
    {
        await SaysAsync(_files.Write("empty", []), "Line 1: the file ends before its trailer");
        await SaysAsync(_files.Write("text", "Dear reader\n"u8.ToArray()), "Line 1: it is not well formed");
        await SaysAsync(_files.Write("array", "[1]\n"u8.ToArray()), "Line 1: it is not well formed");
        await SaysAsync(_files.Write("other", """{"header":{"format":"other"}}"""u8.ToArray().Append((byte)'\n').ToArray()), "Line 1: it is of another format");
        await SaysAsync(_files.Write("endless", new byte[1 << 20]), "Line 1: it is too long");
        await SaysAsync(_files.Write("text.gz", "Dear reader\n"u8.ToArray()), "Line 1: the compressed file is damaged");
        await WholeAsync("whole.gz");
        File.Copy(_files["whole.gz"], _files["renamed"]);
        await SaysAsync(_files["renamed"], "Line 1:");
    }

    [Fact]
    public async Task What_no_export_would_write_is_refused_even_under_a_right_hash()
    {
        await WholeAsync("log");
        var lines = await File.ReadAllLinesAsync(_files["log"], Stop);
        int Find(string kind, int nth = 0) => lines.Index().Where(l => l.Item.StartsWith($$"""{"{{kind}}":""", StringComparison.Ordinal)).ElementAt(nth).Index;
        string[] Changed(int line, string what, string with)
        {
            lines[line].Should().Contain(what);
            return [.. lines.Select((l, i) => i == line ? l.Replace(what, with, StringComparison.Ordinal) : l)];
        }
        string[] Without(int line) => [.. lines.Where((_, i) => i != line)];
        string[] Twice(int line) => [.. lines[..line], lines[line], .. lines[line..]];
        var e = Find("event");

        await SignedSaysAsync(lines, null);
        await SignedSaysAsync(Changed(0, "\"version\":1", "\"version\":2"), "Line 1: it is of version 2 of the format, this program reads version 1");
        await SignedSaysAsync(lines[1..], "Line 1: it stands in the wrong place");
        await SignedSaysAsync(Twice(0), "Line 2: it stands in the wrong place");
        await SignedSaysAsync(Twice(e), "does not come after 1");
        await SignedSaysAsync(Without(e), "version 2 does not follow version 0");
        await SignedSaysAsync(Changed(e + 1, "\"position\":2", "\"position\":1"), "position 1 does not come after 1");
        await SignedSaysAsync(Changed(e, "\"position\":1", "\"position\":0"), "position 0 does not come after 0");
        await SignedSaysAsync(Changed(e, "\"position\":1", "\"position\":\"1\""), "it is not well formed");
        await SignedSaysAsync(Changed(e, "\"occurredOn\":\"2026", "\"occurredOn\":\"26"), "it is not well formed");
        await SignedSaysAsync(Changed(e, "\"data\"", "\"date\""), "it is not well formed");
        await SignedSaysAsync(Changed(e, "u-1", "u-9"), "not among the names");
        await SignedSaysAsync(Without(Find("client")), "client is not among the names");
        await SignedSaysAsync(Without(Find("event", 6)), "no position 8");
        await SignedSaysAsync(Changed(Find("command"), "\"versions\":[2,", "\"versions\":[4,"), "names version 4");
        await SignedSaysAsync(Changed(Find("command"), "\"versions\":[2,", "\"versions\":["), "do not belong together");
        await SignedSaysAsync(Without(Find("command")), "it tells of 7 events up to position 8, 3 commands and 1 claims, before it stand 7 events up to position 8, 2 commands and 1 claims");
        await SignedSaysAsync(Without(Find("claim")), "before it stand");
        await SignedSaysAsync(Changed(0, "\"lastPosition\":8", "\"lastPosition\":9"), "positions in the header");
        await SignedSaysAsync(Changed(0, "\"lastDrawn\":9", "\"lastDrawn\":7"), "positions in the header");
        await SignedSaysAsync([.. lines[..e], lines[^2], .. lines[e..]], "wrong place");
        // What only the database can tell.
        string[] twice = Twice(Find("command"));
        twice[^1] = twice[^1].Replace("\"commands\":3", "\"commands\":4", StringComparison.Ordinal);
        await SignedSaysAsync(twice, "command_key");
        await SaysAsync(_files.Write("more", [.. File.ReadAllBytes(_files["log"]), .. "{}\n"u8]), "more follows");
        await SaysAsync(_files.Write("hash", Encoding.UTF8.GetBytes(File.ReadAllText(_files["log"]).Replace("u-1", "u-9", StringComparison.Ordinal))), "the file was altered");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_apart()
    {
        await ((Func<Task>)(() => ImportAsync(_copy, _files["none"]))).Should().ThrowAsync<FileNotFoundException>();
    }

    private async Task<byte[]> WholeAsync(string name)
    {
        await using var log = await StartAsync(cluster);
        await FillAsync(log);
        return await File.ReadAllBytesAsync(await _files.ExportAsync(log, name), Stop);
    }

    private async Task SignedSaysAsync(IEnumerable<string> lines, string? what)
    {
        var file = _files.Sign("signed", lines);
        if (what is not null) await SaysAsync(file, what);
        else File.ReadAllBytes(file).Should().Equal(File.ReadAllBytes(_files["log"]), "it is signed as an export is");
    }

    private async Task SaysAsync(string file, string what)
    {
        await ((Func<Task>)(() => ImportAsync(_copy, file))).Should().ThrowAsync<LogException>().WithMessage($"{file} is no whole export of a log*{what}*Nothing was imported.");
        await ShouldBeUntouchedAsync(_copy, _incarnation);
    }

    private async Task RefusedAsync(string name, byte[] content, string because)
    {
        var file = _files.Write(name, content);
        await ((Func<Task>)(() => ImportAsync(_copy, file))).Should().ThrowAsync<LogException>(because);
        await ShouldBeUntouchedAsync(_copy, _incarnation);
    }

    public async ValueTask DisposeAsync()
    {
        await _copy.DisposeAsync();
        _files.Dispose();
    }
}
