#if CRITTER_STACK
using Npgsql;
#endif
using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.LogFiles;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public sealed class LogRoundTripTests(TestCluster cluster) : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly LogFiles _files = new();

    [Theory]
    [InlineData("log.ndjson")]
    [InlineData("log.ndjson.gz")]
    public async Task What_was_exported_is_imported_equal_in_every_column_under_a_new_incarnation(string name)
    {
        await using var log = await StartAsync(cluster);
        await log.Log.MarkSyntheticAsync(Guid.NewGuid(), Stop);
        await FillAsync(log);
        await using var copy = await StartAsync(cluster);

        var written = await new LogExport(log.Database).RunAsync(_files[name], stop: Stop);
        var read = await ImportAsync(copy, _files[name]);

        written.Should().Be(new LogContents(7, 3, 1, 8)).And.Be(read);
        (await AllOfAsync(copy)).Should().Be(await AllOfAsync(log)).And.Contain("test.other.v2").And.Contain("ü-2").And.EndWith("true");
        (await copy.AskAsync<Guid>("select id from log.incarnation")).Should().NotBe(await log.AskAsync<Guid>("select id from log.incarnation"));
        _files.Names.Should().Equal([name], "nothing is left beside it");
        new FileInfo(_files[name]).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllBytes(_files[name]).AsSpan().StartsWith("\u001f"u8).Should().Be(name.EndsWith(".gz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_of_the_import_has_the_same_lines_but_for_the_header_and_the_hash()
    {
        await using var log = await StartAsync(cluster);
        await FillAsync(log);
        await using var copy = await StartAsync(cluster);
        var first = await _files.ExportAsync(log);
        await ImportAsync(copy, first);

        var second = await _files.ExportAsync(copy, "again.ndjson");

        (await File.ReadAllLinesAsync(second, Stop))[1..^1].Should().Equal((await File.ReadAllLinesAsync(first, Stop))[1..^1]);
    }

    [Fact]
    public async Task An_empty_log_can_be_exported_and_imported()
    {
        await using var log = await StartAsync(cluster);
        await using var copy = await StartAsync(cluster);

        (await ImportAsync(copy, await _files.ExportAsync(log))).Should().Be(new LogContents(0, 0, 0, 0));

        (await copy.AppendAsync(Guid.CreateVersion7(), 0)).Should().Be(1);
    }

    private const string NoCharacter = """{"no character":"\u0000","half":"\ud800"}""";

    private static readonly string[] AwkwardPayloads =
    [
        """{ "a" :  1 ,"a":2}""", "{\"n\":\"Zoë 🙂 \u2028\uFEFF\"}", """{"escapes":"\u00e9\u00E9\ud83d\ude42\/\"\\\b\f\n\r\t"}""",
        """{"n":[1e400,-0,1.0,0.10,123456789012345678901234567890]}""",
        "{\n  \"lines\": true\r\n}", " {}", "{}\t", "{\"tab\":\t1}", "\"text\"", "null", "[]", "0",
        new string('[', 300) + new string(']', 300), $$"""{"long":"{{new string('x', 1 << 20)}}é"}""",
    ];

#if CRITTER_STACK
    /// <summary>Marten keeps payloads as values and not as texts: of two members of one name the last stays, spaces and the order of members do not.</summary>
    [Fact]
    public async Task Payloads_come_back_value_for_value()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        await log.AppendAsync(Request(new StreamAppend(stream, 0, [.. AwkwardPayloads.Select(p => new NewEvent(Noted, Today, p))])));
        await using var copy = await StartAsync(cluster);

        await ImportAsync(copy, await _files.ExportAsync(log));

        var kept = (await copy.Log.ReadAsync(stream, Stop)).Select(e => e.Data).ToArray();
        var values = new List<string>();
        foreach (var payload in AwkwardPayloads) values.Add(await log.AskAsync<string>("select $1::jsonb::text", payload));
        kept.Should().Equal(values);
        kept.Should().Equal((await log.Log.ReadAsync(stream, Stop)).Select(e => e.Data));
    }

    /// <summary>The server holds no character of number 0 in a value. Requests and forms that have one are refused before they become a command.</summary>
    [Fact]
    public async Task A_payload_that_is_no_value_to_the_server_is_refused_and_nothing_is_written()
    {
        await using var log = await StartAsync(cluster);
        var append = () => log.AppendAsync(Request(At(Guid.CreateVersion7(), 0), new StreamAppend(Guid.CreateVersion7(), 0, [new NewEvent(Noted, Today, NoCharacter)])));
        (await append.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.UntranslatableCharacter);
        (await log.EventsAsync()).Should().Be(0);
    }
#else
    [Fact]
    public async Task Payloads_come_back_byte_for_byte()
    {
        string[] payloads = [.. AwkwardPayloads, NoCharacter];
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        await log.AppendAsync(Request(new StreamAppend(stream, 0, [.. payloads.Select(p => new NewEvent(Noted, Today, p))])));
        await using var copy = await StartAsync(cluster);

        await ImportAsync(copy, await _files.ExportAsync(log));

        (await copy.Log.ReadAsync(stream, Stop)).Select(e => e.Data).Should().Equal(payloads);
        (await copy.AskAsync<string>("select md5(string_agg(md5(data::text), ',' order by position)) from log.event"))
            .Should().Be(await log.AskAsync<string>("select md5(string_agg(md5(data::text), ',' order by position)) from log.event"));
    }
#endif

    [Fact]
    public async Task The_imported_log_remembers_its_commands_and_holds_its_claims()
    {
        await using var log = await StartAsync(cluster);
        Guid holder = Guid.CreateVersion7(), other = Guid.CreateVersion7();
        var request = Request(At(holder, 0, 2)) with { Claims = [new("k", holder)] };
        await log.AppendAsync(request);
        await using var copy = await StartAsync(cluster);
        await ImportAsync(copy, await _files.ExportAsync(log));

        (await copy.AppendAsync(request)).Should().Be(new AppendResult.Repeated(2));
        (await copy.AppendAsync(request with { Command = request.Command with { ContentHash = [9] } })).Should().BeOfType<AppendResult.Reused>();
        (await copy.AppendAsync(Request(At(other, 0)) with { Claims = [new("k", other)] })).Should().Be(new AppendResult.ClaimHeld(new("k", holder)));
        (await copy.AppendAsync(Request(At(holder, 0)))).Should().BeOfType<AppendResult.VersionConflict>();
        (await copy.AppendAsync(Request(At(holder, 2), At(other, 0)) with { Releases = [new("k", holder)], Claims = [new("k", other)] })).Should().BeOfType<AppendResult.Appended>();
    }

    [Fact]
    public async Task The_next_append_draws_above_every_position_that_was_drawn_before()
    {
        await using var log = await StartAsync(cluster);
        await FillAsync(log);
        await using var copy = await StartAsync(cluster);

        await ImportAsync(copy, await _files.ExportAsync(log));

        (await copy.AskAsync<long>("select max(position) from log.event")).Should().Be(8);
        (await copy.AppendAsync(Guid.CreateVersion7(), 0)).Should().Be(10, "9 was drawn by an append that came to nothing");
    }

    [Fact]
    public async Task What_is_appended_while_it_is_exported_is_not_in_the_file_and_what_was_under_way_leaves_a_hole()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        await log.AppendAsync(stream, 0, 3);
        await using var open = await OpenAppend.BeginAsync(log);
        await open.InsertAsync(Guid.CreateVersion7(), 1);
        await log.AppendAsync(stream, 3, 2);

        var written = await new LogExport(log.Database).RunAsync(_files["log"], new Meanwhile(2, async () =>
        {
            await open.CommitAsync();
            await log.AppendAsync(Request(At(stream, 5)) with { Claims = [new("k", stream)] });
        }), Stop);

        written.Should().Be(new LogContents(5, 2, 0, 6));
        await using var copy = await StartAsync(cluster);
        await ImportAsync(copy, _files["log"]);
        (await copy.AskAsync<long[]>("select array_agg(position order by position) from log.event")).Should().Equal(1, 2, 3, 5, 6);
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_overwritten()
    {
        await using var log = await StartAsync(cluster);
        _files.Write("log", [1]);

        await ((Func<Task>)(() => _files.ExportAsync(log, "log"))).Should().ThrowAsync<LogException>().WithMessage("*is there already*");
        // Nor one that came while it was written.
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await ((Func<Task>)(() => new LogExport(log.Database).RunAsync(_files["late"], new Meanwhile(1, () => File.WriteAllTextAsync(_files["late"], "2", Stop)), Stop))).Should().ThrowAsync<IOException>();

        _files.Names.Should().Equal("late", "log");
        File.ReadAllBytes(_files["log"]).Should().Equal(1);
        File.ReadAllText(_files["late"]).Should().Be("2");
    }

    [Fact]
    public async Task An_export_that_cannot_be_written_or_is_interrupted_leaves_no_file_and_can_be_run_again()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 3000);
        foreach (var name in (string[])["log", "log.gz"])
        {
            using var stop = new CancellationTokenSource();
            await ((Func<Task>)(() => new LogExport(log.Database).RunAsync(_files[name], new Meanwhile(100, stop.CancelAsync), stop.Token))).Should().ThrowAsync<OperationCanceledException>();
            _files.Names.Should().BeEmpty();
        }
        await ((Func<Task>)(() => new LogExport(log.Database).RunAsync(_files["log"], new Meanwhile(100, () => throw new IOException("no space left")), Stop)))
            .Should().ThrowAsync<IOException>().WithMessage("no space left");
        await ((Func<Task>)(() => new LogExport(log.Database).RunAsync(_files["none/log"], stop: Stop))).Should().ThrowAsync<DirectoryNotFoundException>();
        _files.Names.Should().BeEmpty();

        (await new LogExport(log.Database).RunAsync(_files["log"], stop: Stop)).Events.Should().Be(3000);
    }

    public void Dispose() => _files.Dispose();
}
