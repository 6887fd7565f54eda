using System.Security.Cryptography;
using System.Text;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A folder for exported logs, and short ways to write, spoil and read them. Gone when disposed.</summary>
internal sealed class LogFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("referral-broker-log-").FullName;

    public string this[string name] => Path.Combine(_folder, name);

    public string[] Names => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order()];

    public async Task<string> ExportAsync(TestLog log, string name = "log.ndjson")
    {
        await new LogExport(log.Database).RunAsync(this[name]);
        return this[name];
    }

    public static Task<LogContents> ImportAsync(TestLog log, string file, IProgress<(long, long)>? progress = null) => new LogImport(log.Database).RunAsync(file, progress);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>A file of these lines with a trailer's hash that is right for them: whoever writes such files knows how.</summary>
    public string Sign(string name, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        var before = Encoding.UTF8.GetBytes(string.Concat(all[..^1].Select(l => l + "\n")));
        var trailer = all[^1][..(all[^1].IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10)] + Convert.ToHexStringLower(SHA256.HashData(before)) + "\"}}\n";
        return Write(name, [.. before, .. Encoding.UTF8.GetBytes(trailer)]);
    }

    /// <summary>Everything the log holds, as text; keys of names, which mean nothing outside, as the names.</summary>
    public static async Task<string> AllOfAsync(TestLog log) => string.Join("\n--\n",
        await log.AskAsync<string>("""
            select coalesce(string_agg((e.position, e.stream, e.version, t.name, a."user", a.role, a.organisation, e.recorded_at, e.occurred_on,
                                        e.correlation, e.causation, e.command, e.data::text)::text, E'\n' order by e.position), '')
              from log.event e join log.event_type t on t.id = e.type join log.actor a on a.id = e.actor
            """),
        await log.AskAsync<string>("""
            select coalesce(string_agg((k.name, c.id, c.content_hash, c.last_position, c.streams, c.versions)::text, E'\n' order by c.last_position), '')
              from log.command c join log.client k on k.id = c.client
            """),
        await log.AskAsync<string>("select coalesce(string_agg(c::text, E'\\n' order by key), '') from log.claim c"),
        await log.AskAsync<string>("select synthetic::text from log.incarnation"));

    /// <summary>Nothing at all stands in the log, and it is the life it was.</summary>
    public static async Task ShouldBeUntouchedAsync(TestLog log, Guid incarnation)
    {
        (await log.AskAsync<long>("select (select count(*) from log.event) + (select count(*) from log.command) + (select count(*) from log.claim) + (select count(*) from log.event_type)")).Should().Be(0);
        (await log.AskAsync<Guid>("select id from log.incarnation")).Should().Be(incarnation);
    }

    /// <summary>Fills a log with a bit of everything: holes, several streams in one append, clients, actors, claims held and given up.</summary>
    public static async Task FillAsync(TestLog log)
    {
        Guid one = Guid.CreateVersion7(), other = Guid.CreateVersion7();
        await log.AppendAsync(TestLog.Request(TestLog.At(one, 0, 2), TestLog.At(other, 0, 3)) with { Claims = [new("held", one), new("given up", other)] });
        await using (var gone = await OpenAppend.BeginAsync(log))
        {
            await gone.InsertAsync(Guid.CreateVersion7(), 1);
            await gone.RollbackAsync();
        }
        await log.AppendAsync(TestLog.Request(TestLog.Command("c-2", 7), TestLog.At(other, 3)) with
        {
            Actor = new("ü-2", "caseworker", "o \"2\""),
            RecordedAt = new DateTimeOffset(2026, 6, 30, 23, 59, 59, TimeSpan.Zero).AddTicks(1_234_560),
            CausationId = Guid.CreateVersion7(),
            Releases = [new("given up", other)],
        });
        await log.AppendAsync(TestLog.Request(new StreamAppend(one, 2, [new("test.other.v2", new DateOnly(1931, 2, 28), """{"a":"é"}""")])));
        await using var last = await OpenAppend.BeginAsync(log);
        await last.InsertAsync(Guid.CreateVersion7(), 1);
        await last.RollbackAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Does something once, when long work has come so far, and has the work wait for it.</summary>
internal sealed class Meanwhile(long position, Func<Task> act) : IProgress<(long Done, long Of)>
{
    private int _done;

    public void Report((long Done, long Of) value)
    {
        if (value.Done >= position && Interlocked.Exchange(ref _done, 1) == 0) Task.Run(act).GetAwaiter().GetResult();
    }
}
