using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Tests.Fuzz;

namespace ReferralBroker.Web.Tests;

/// <summary>
/// Thousands of requests that nobody would send, to every endpoint and page. FUZZ_SEED and FUZZ_CASES say which and how many, FUZZ_ONLY repeats one
/// case alone; where it hangs on what earlier ones did, FUZZ_CASES up to it repeats them all.
/// </summary>
public sealed class FuzzTests(TestCluster cluster, ITestOutputHelper output)
{
    private const int UsualSeed = 20260105;
    private const int UsualCases = 10_000;
    private const int EnoughToCount = 5_000;
    private const int MostShown = 25;
    private const int MostUnanswered = 50;
    private const int LargestBody = 1024 * 1024;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly Dictionary<int, int> _statuses = [];
    private readonly Dictionary<string, int> _hits = [];
    private readonly Dictionary<string, string> _faults = [];
    private readonly HashSet<string> _taken = [];
    private string _last = "";
    private int _unanswered;

    [Fact]
    public async Task Nothing_that_is_sent_breaks_it_appends_when_refused_or_lets_anything_personal_out()
    {
        var (seed, cases, only) = (Setting("FUZZ_SEED") ?? UsualSeed, Setting("FUZZ_CASES") ?? UsualCases, Setting("FUZZ_ONLY"));
        using var watch = new LeakWatch();
        // The program's own settings say what its log shows; a rule for this listener alone stands over them.
        await using var broker = await BrokerHost.StartAsync(cluster, services => services.AddLogging(l => l.AddProvider(watch).AddFilter<LeakWatch>(null, LogLevel.Trace)));
        var took = Stopwatch.StartNew();
        // A day has ended, so that a commissioner's questions have a month end to stand at.
        await broker.PassAsync(1);
        var world = await FuzzWorld.FillAsync(broker);
        var targets = FuzzTarget.AllOf(broker.Services);
        using var client = Client();
        var requests = new FuzzRequests(seed, targets, world, new FuzzBodies(JsonNode.Parse(await client.GetStringAsync(new Uri(broker.Address, "/openapi/v1.json"), Stop))!, world));

        output.WriteLine($"Filled in {took.Elapsed.TotalSeconds:0} s.");
        took.Restart();
        try
        {
            await RunAsync(broker, client, only is { } one ? [one] : Enumerable.Range(0, cases), requests.Make, watch);
        }
        finally
        {
            Report(seed, took.Elapsed, watch, targets);
        }

        _faults.Values.Should().BeEmpty("seed {0} finds no fault", seed);
        await ShouldStillWorkAsync(broker);
        watch.AskInstruments();
        watch.Found.Should().BeEmpty("nothing personal leaves by logs, traces or figures");
        if (only is not null || cases < EnoughToCount) return;
        ShouldHaveTriedAll(targets);
        (watch.Lines, watch.Spans, watch.Measurements).Should().Match<(long Lines, long Spans, long Measurements)>(w => w.Lines > 100_000 && w.Spans > 10_000 && w.Measurements > 10_000, "all of it was heard");
    }

    [Fact]
    public void The_watch_hears_what_must_not_be_said()
    {
        using var watch = new LeakWatch();
        using var source = new ActivitySource("fuzz-watch");
        using var meter = new Meter("fuzz-watch");
        watch.LogTrace("For {Who}", Markers.GivenName);
        using (watch.BeginScope(new Dictionary<string, object?> { ["Who"] = Markers.Phone })) source.StartActivity("asks")!.SetTag("who", Markers.Texts[0].ToUpperInvariant()).Dispose();
        meter.CreateCounter<long>("asked").Add(1, new KeyValuePair<string, object?>("who", Markers.NhsNumbers[0]));
        watch.Found.Should().HaveCountGreaterThanOrEqualTo(4).And.Contain(f => f.Contains("log line", StringComparison.Ordinal)).And.Contain(f => f.Contains("log scope", StringComparison.Ordinal))
            .And.Contain(f => f.Contains("activity tag", StringComparison.Ordinal)).And.Contain(f => f.Contains("asked", StringComparison.Ordinal));
    }

    private async Task RunAsync(BrokerHost broker, HttpClient client, IEnumerable<int> numbers, Func<int, FuzzCase> make, LeakWatch watch)
    {
        await using var connection = await broker.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Stop);
        await using var last = new NpgsqlCommand("select coalesce(max(position), 0) from log.event", connection);
        var before = (long)(await last.ExecuteScalarAsync(Stop))!;
        foreach (var number in numbers)
        {
            watch.Case = number;
            var made = make(number);
            var answer = await AskAsync(client, broker.Address, made);
            // It may close a connection on which it refused something unread, just as the next request is on its way there. That one it never saw.
            if (answer.Status == 0 && _unanswered++ < MostUnanswered) answer = await AskAsync(client, broker.Address, made);
            var after = (long)(await last.ExecuteScalarAsync(Stop))!;
            Count(_statuses, answer.Status);
            Count(_hits, made.Route);
            if (answer.Status is >= 200 and < 400) _taken.Add(made.Route);
            _last = $"{made}{answer.Status} {answer.Body}";
            foreach (var complaint in FuzzJudge.Complaints(made, answer, after - before))
                if (_faults.Count < MostShown) _faults.TryAdd($"{made.Route} {complaint}", $"{made} {complaint}\n{answer.Headers}{(answer.Body.Length > 400 ? answer.Body[..400] : answer.Body)}\n");
            before = after;
        }
    }

    private static void Count<T>(Dictionary<T, int> counts, T what) where T : notnull => counts[what] = counts.GetValueOrDefault(what) + 1;

    private static async Task<FuzzAnswer> AskAsync(HttpClient client, Uri server, FuzzCase made)
    {
        using var request = made.ToRequest(server);
        try
        {
            using var response = await client.SendAsync(request, Stop);
            var body = await response.Content.ReadAsByteArrayAsync(Stop);
            var headers = response.Headers.Concat(response.Content.Headers).Aggregate(new StringBuilder(), (text, h) => text.Append(h.Key).Append(": ").AppendLine(string.Join(", ", h.Value))).ToString();
            var location = response.Headers.TryGetValues("Location", out var named) ? named.Single() : null;
            return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, headers, location, Encoding.UTF8.GetString(body), body.Length == 0, response.Headers.ConnectionClose == true);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !Stop.IsCancellationRequested)
        {
            // It may hang up on who goes on sending what it has refused already; then its answer can be lost on the way.
            return made.Body?.Length > LargestBody ? new(413, null, "", null, "", IsEmptyByLength: true, Closes: true) : new(0, null, "", null, $"{e.Message} {e.InnerException?.Message}", IsEmptyByLength: true, Closes: true);
        }
    }

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    { Timeout = Waiting.AtMost };

    /// <summary>What was taken must be such that projections and the clock can go on with it.</summary>
    private static async Task ShouldStillWorkAsync(BrokerHost broker)
    {
        await broker.PassAsync(1);
        (await broker.Services.GetRequiredService<FollowerProgress>().AllAsync(Stop)).Where(f => f.Parked > 0).Should().BeEmpty("every event that was taken can be applied");
        using var ready = await broker.Client(null).GetAsync("/health/ready", Stop);
        ready.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private void ShouldHaveTriedAll(IReadOnlyList<FuzzTarget> targets)
    {
        targets.Should().Contain(t => t.Kind == TargetKind.Page).And.Contain(t => t.Kind == TargetKind.File).And.HaveCountGreaterThan(90);
        foreach (var target in targets) _hits.GetValueOrDefault(target.Name).Should().BeGreaterThan(2, "{0} is tried too", target.Name);
        var api = targets.Where(t => t.Kind == TargetKind.Api).Select(t => t.Name).ToArray();
        // Which of them are done is what the seed draws: a field more anywhere draws another lot.
        api.Count(_taken.Contains).Should().BeGreaterThan(api.Length * 4 / 5, "most commands are also done, and not only refused");
        _statuses.Keys.Should().Contain([200, 201, 302, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422], "cases get as far as every kind of answer");
        _statuses.Where(s => s.Key is >= 200 and < 300).Sum(s => s.Value).Should().BeGreaterThan(_statuses.Values.Sum() / 10, "enough of what is sent is taken");
    }

    private void Report(int seed, TimeSpan took, LeakWatch watch, IReadOnlyList<FuzzTarget> targets)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: {_statuses.Values.Sum()} cases on {targets.Count} endpoints in {took.TotalSeconds:0} s, {_unanswered} asked again; heard {watch.Lines} log lines, {watch.Spans} activities, {watch.Measurements} measurements."));
        output.WriteLine(string.Join(", ", _statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        output.WriteLine("Never done: " + string.Join(", ", targets.Select(t => t.Name).Except(_taken)));
        if (_statuses.Values.Sum() == 1) output.WriteLine(_last);
        if (_faults.Count > 0) foreach (var fault in _faults.Values.Concat(watch.Errors)) output.WriteLine(fault);
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
