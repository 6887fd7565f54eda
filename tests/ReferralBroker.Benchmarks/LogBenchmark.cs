using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Postgres;

namespace ReferralBroker.Benchmarks;

/// <param name="Seconds">How long each way is measured in each round.</param>
/// <param name="Rounds">How many rounds; editions take turns in each.</param>
/// <param name="Writers">How many append at once.</param>
/// <param name="Beside">The program of another edition, measured in the same rounds; null for this one alone.</param>
internal sealed record LogMeasure(int Seconds, int Rounds, int Writers, string? Beside);

/// <summary>
/// What an append costs, and what it costs to read and to follow, in one edition or in two that take turns on one server: each in a program and a database
/// of its own, with the connection settings of Npgsql and with those of the broker. Beside them a plain insert of the same payload.
/// </summary>
internal static class LogBenchmark
{
    private const string Server = "LOG_BENCHMARK_SERVER";
    private const string Plain = "a plain insert";

    public static async Task<int> RunAsync(LogMeasure measure, CancellationToken stop)
    {
        if (measure.Beside is { } missing && !File.Exists(missing))
        {
            await Console.Error.WriteLineAsync($"{missing} is not there: build the benchmarks of the other edition first, and name their ReferralBroker.Benchmarks.dll.");
            return 2;
        }
        var home = Directory.CreateTempSubdirectory("referral-broker-log-").FullName;
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = home }, stop);
            Console.WriteLine($"{Environment.ProcessorCount} processors, PostgreSQL {cluster.Version}, {measure.Writers} writers, {measure.Rounds} rounds of {measure.Seconds} s each way");
            var rates = new Dictionary<(string Edition, string Way), List<(double Rate, double ToPlain)>>();
            for (var round = 1; round <= measure.Rounds; round++)
                foreach (var program in (string?[])[typeof(LogBenchmark).Assembly.Location, measure.Beside])
                {
                    if (program is null) continue;
                    var measured = await RoundAsync(program, cluster.ConnectionString(), measure, stop);
                    foreach (var (way, rate) in measured.Rates)
                    {
                        var key = (measured.Edition, way);
                        if (!rates.TryGetValue(key, out var all)) rates[key] = all = [];
                        all.Add((rate, rate / measured.Rates[Plain]));
                    }
                    Console.WriteLine($"  round {round}: {measured.Edition}");
                }
            Console.WriteLine();
            Console.WriteLine($"{"edition",-14}{"",-54}{"a second",10}{"of plain inserts",18}");
            foreach (var ((edition, way), all) in rates)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{edition,-14}{way,-54}{Median(all.Select(a => a.Rate)),10:0}{Median(all.Select(a => a.ToPlain)),18:0.00}"));
            return 0;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Directory.Delete(home, recursive: true);
        }
    }

    private sealed record Measured(string Edition, Dictionary<string, double> Rates);

    private static async Task<Measured> RoundAsync(string program, string server, LogMeasure measure, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", [program, "log-round", "--seconds", Text(measure.Seconds), "--writers", Text(measure.Writers)]) { RedirectStandardOutput = true };
        // The server's password is nobody's to read in a list of processes.
        start.Environment[Server] = server;
        using var process = Process.Start(start)!;
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return JsonSerializer.Deserialize<Measured>(said) ?? throw new InvalidOperationException($"{program} said nothing.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>One round of the edition this program is built for; says what it measured as JSON.</summary>
    public static async Task<int> RoundAsync(int seconds, int writers, CancellationToken stop)
    {
        var server = Environment.GetEnvironmentVariable(Server) ?? throw new InvalidOperationException("A round is begun by the benchmark 'log'.");
        var name = $"log_{Guid.NewGuid():N}";
        await using (var make = NpgsqlDataSource.Create(server))
        await using (var create = make.CreateCommand($"create database {name}")) await create.ExecuteNonQueryAsync(stop);
        var settings = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 };
        await using var tuned = LogDatabase.Open(settings.ConnectionString, poolSize: 20);
        await using var plain = NpgsqlDataSource.Create(settings);
        await LogSchema.MigrateAsync(tuned, stop);
        await using (var make = tuned.CreateCommand("create table public.plain (position bigint generated always as identity primary key, stream uuid, version integer, data json, unique (stream, version))"))
            await make.ExecuteNonQueryAsync(stop);
        var rates = new Dictionary<string, double>
        {
            [Plain] = await RateAsync(() => InsertAsync(tuned, stop), seconds, writers),
            ["an append, Npgsql's own connection settings"] = await RateAsync(() => AppendAsync(new Log(plain), stop), seconds, writers),
        };
        var log = new Log(tuned);
        rates["an append"] = await RateAsync(() => AppendAsync(log, stop), seconds, writers);
        rates["an append of 5 events to 2 streams, with a claim"] = await RateAsync(() => AppendTwoAsync(log, stop), seconds, writers);
        var streams = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => StreamAsync(log, stop)));
        rates["a command: remember, read 10 events, append"] = await RateAsync(turn => CommandAsync(log, streams[turn % writers], stop), seconds, writers);
        rates["events followed"] = await FollowedAsync(settings.ConnectionString, tuned, stop);
        Console.WriteLine(JsonSerializer.Serialize(new Measured(EventTable.Edition, rates)));
        return 0;
    }

    private const string Payload = """{"service":"01980000-0000-7000-8000-000000000001","need":"employment","note":{"sealed":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}""";

    private static readonly LogActor Somebody = new("u-1", "clinician", "o-1");

    private static AppendRequest Request(params StreamAppend[] streams) => new(new("c-1", Guid.CreateVersion7(), [1, 2, 3]), Somebody, DateTimeOffset.UtcNow, Guid.CreateVersion7(), null, streams);

    private static StreamAppend At(Guid stream, int version, int events = 1) => new(stream, version, [.. Enumerable.Range(0, events).Select(_ => new NewEvent("bench.noted.v1", new(2026, 3, 2), Payload))]);

    private static async Task AppendAsync(Log log, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        await DoneAsync(session.AppendAsync(Request(At(Guid.CreateVersion7(), 0)), stop));
    }

    private static async Task AppendTwoAsync(Log log, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        var first = Guid.CreateVersion7();
        await DoneAsync(session.AppendAsync(Request(At(first, 0, 3), At(Guid.CreateVersion7(), 0, 2)) with { Claims = [new($"bench:{first}", first)] }, stop));
    }

    private static async Task<Guid> StreamAsync(Log log, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        var stream = Guid.CreateVersion7();
        await DoneAsync(session.AppendAsync(Request(At(stream, 0, 10)), stop));
        return stream;
    }

    /// <summary>What the dispatcher asks of the log for one command, on a stream that is left as long as it was.</summary>
    private static async Task CommandAsync(Log log, Guid stream, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        var request = Request(At(Guid.CreateVersion7(), 0));
        if (await session.RememberAsync(request.Command, stop) is not null) throw new InvalidOperationException("Nobody has given this command before.");
        var events = await session.ReadAsync([stream], stop);
        await DoneAsync(session.AppendAsync(request with { Guards = [(stream, events.Count)] }, stop));
    }

    private static async Task DoneAsync(Task<AppendResult> append)
    {
        var result = await append;
        if (result is not AppendResult.Appended) throw new InvalidOperationException($"The append came to {result}.");
    }

    private static async Task InsertAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand("insert into public.plain (stream, version, data) values ($1, 1, $2::json)");
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = Payload });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>How many events a second a follower applies that counts them.</summary>
    private static async Task<double> FollowedAsync(string connection, NpgsqlDataSource database, CancellationToken stop)
    {
        await using var count = database.CreateCommand("select count(*) from log.event");
        var events = (long)(await count.ExecuteScalarAsync(stop))!;
        await using var followers = LogDatabase.OpenForFollowers(connection);
        using var follower = new Follower(followers, new Counting(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var began = Stopwatch.GetTimestamp();
        await follower.CatchUpAsync(stop);
        return events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed class Counting : Projection
    {
        public override string Name => "counting";

        public override int Version => 1;

        protected override string Tables(string schema) => $"create table {schema}.counted (events bigint not null); insert into {schema}.counted values (0);";

        protected override Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop) =>
            target.RunAsync($"update {target.Schema}.counted set events = events + $1", stop, (long)page.Count);
    }

    private static Task<double> RateAsync(Func<Task> act, int seconds, int writers) => RateAsync(_ => act(), seconds, writers);

    private static async Task<double> RateAsync(Func<int, Task> act, int seconds, int writers)
    {
        for (var i = 0; i < 200; i++) await act(i);
        var done = 0;
        var began = Stopwatch.GetTimestamp();
        var until = began + (seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < until)
            {
                await act(writer);
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
