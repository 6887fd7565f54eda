using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Postgres;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Benchmarks;

/// <param name="Seconds">How long to measure each way.</param>
/// <param name="Rate">Appends a second.</param>
/// <param name="Seed">What the invented people are drawn from.</param>
internal sealed record LagPlan(int Seconds, int Rate, int Seed);

/// <summary>
/// The time from an append's acknowledgement until each projection shows it. Invented referrals are made once; then their events are appended again,
/// one by one and evenly, to an empty log that all of the broker's projections follow: by the process that follows, and as another process would.
/// </summary>
internal static class LagBenchmark
{
    private const int Writers = 8;
    private const int EventsOfAPerson = 14;
    private const string Keys = "invented_keys";

    /// <summary>What p99 of the lag should stay within, in milliseconds, at 200 appends a second on two processors with nothing else to do.</summary>
    private const double AimedAt = 250;

    public static async Task<int> RunAsync(LagPlan plan, CancellationToken stop)
    {
        var home = Directory.CreateTempSubdirectory("referral-broker-lag-").FullName;
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = home }, stop);
            var key = MasterKey.Make();
            var events = await InventAsync(cluster, key, plan, stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events.Count} events of invented people; {plan.Rate} appends a second, {Writers} writers, {Environment.ProcessorCount} processors, PostgreSQL {cluster.Version}"));
            foreach (var byOther in (bool[])[false, true]) await MeasureAsync(cluster, key, events, plan, byOther, stop);
            return 0;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<RecordedEvent>> InventAsync(EmbeddedCluster cluster, string key, LagPlan plan, CancellationToken stop)
    {
        await MakeDatabaseAsync(cluster, Keys, stop);
        await MakeDatabaseAsync(cluster, "invented", stop);
        var yesterday = EnglandTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1);
        var people = Math.Max(50, plan.Seconds * plan.Rate / EventsOfAPerson);
        Console.WriteLine($"Inventing {people} people ...");
        var simulation = new SimulationPlan(plan.Seed, people, yesterday.AddYears(-1), EnglandTime.StartOf(yesterday.AddDays(1)));
        await using var services = BrokerServices.ForSimulation(simulation, s => Point(s, cluster, "invented", key), isThrownAway: true);
        await BrokerServices.MigrateAsync(services, stop);
        await services.GetRequiredService<Simulator>().RunAsync(simulation, null, stop);
        await using var session = await services.GetRequiredService<Log>().OpenAsync(stop);
        var events = new List<RecordedEvent>();
        foreach (var some in (await StreamsAsync(services.GetRequiredService<NpgsqlDataSource>(), stop)).Chunk(1000)) events.AddRange(await session.ReadAsync(some, stop));
        return [.. events.OrderBy(e => e.Position).Take(plan.Seconds * plan.Rate)];
    }

    private static async Task<List<Guid>> StreamsAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select distinct stream from log.event");
        await using var row = await command.ExecuteReaderAsync(stop);
        var streams = new List<Guid>();
        while (await row.ReadAsync(stop)) streams.Add(row.GetGuid(0));
        return streams;
    }

    private static async Task MeasureAsync(EmbeddedCluster cluster, string key, IReadOnlyList<RecordedEvent> events, LagPlan plan, bool byOther, CancellationToken stop)
    {
        var name = byOther ? "by_other" : "by_same";
        await MakeDatabaseAsync(cluster, name, stop);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.Configure<Settings>(s => Point(s, cluster, name, key));
        collection.AddBroker();
        await using var services = collection.BuildServiceProvider();
        await BrokerServices.MigrateAsync(services, stop);
        await using var otherPool = LogDatabase.Open(cluster.ConnectionString(name), Writers);
        // Another process has a log of its own: its appends raise nothing in the one that follows.
        var log = byOther ? new Log(otherPool) : services.GetRequiredService<Log>();
        var followers = services.GetRequiredService<Followers>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var following = followers.RunAsync(ended.Token);
        while (!followers.All.All(f => f.Leads)) await Task.Delay(10, stop);

        var watched = new ConcurrentDictionary<string, ConcurrentQueue<(long Position, long At)>>();
        var watching = WatchAsync(services.GetRequiredService<NpgsqlDataSource>(), watched, ended.Token);
        var acknowledged = new ConcurrentDictionary<long, long>();
        var appends = new ConcurrentBag<double>();
        var took = Stopwatch.StartNew();
        await AppendAllAsync(log, events, plan.Rate, acknowledged, appends, stop);
        took.Stop();
        var last = acknowledged.Keys.Max();
        foreach (var f in followers.All)
            while (await services.GetRequiredService<FollowerProgress>().PositionAsync(f.Name, stop) < last) await Task.Delay(5, stop);
        await Task.Delay(50, stop);
        await ended.CancelAsync();
        await Task.WhenAll(following, watching);
        Show(byOther, acknowledged, watched, appends, took.Elapsed);
    }

    /// <summary>
    /// Each append has its own time to go out. One that goes out late, because its writer still waits for the answer before, is measured from when it
    /// was due: a slow answer must not look better for thinning out the load.
    /// </summary>
    private static async Task AppendAllAsync(
        Log log, IReadOnlyList<RecordedEvent> events, int rate, ConcurrentDictionary<long, long> acknowledged, ConcurrentBag<double> appends, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            await using var session = await log.OpenAsync(stop);
            for (var n = 0; n < events.Count; n++)
            {
                var e = events[n];
                if ((uint)e.Stream.GetHashCode() % Writers != writer) continue;
                var due = began + (long)(n * (double)Stopwatch.Frequency / rate);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early) await Task.Delay(early, stop);
                var result = await session.AppendAsync(
                    new(new("benchmark", Guid.CreateVersion7(), [1]), e.Actor, DateTimeOffset.UtcNow, e.CorrelationId, e.CausationId, [new(e.Stream, e.Version - 1, [new(e.Type, e.OccurredOn, e.Data)])]), stop);
                var at = Stopwatch.GetTimestamp();
                acknowledged[((AppendResult.Appended)result).Position] = at;
                appends.Add(Stopwatch.GetElapsedTime(due, at).TotalMilliseconds);
            }
        }, stop)));
    }

    /// <summary>Notes when each follower's checkpoint is seen to have moved, looking every two milliseconds or so.</summary>
    private static async Task WatchAsync(NpgsqlDataSource database, ConcurrentDictionary<string, ConcurrentQueue<(long, long)>> watched, CancellationToken stop)
    {
        var last = new Dictionary<string, long>();
        try
        {
            await using var connection = await database.OpenConnectionAsync(stop);
            await using var command = new NpgsqlCommand("select follower, position from log.checkpoint", connection);
            while (true)
            {
                await using (var row = await command.ExecuteReaderAsync(stop))
                {
                    var at = Stopwatch.GetTimestamp();
                    while (await row.ReadAsync(stop))
                        if (last.GetValueOrDefault(row.GetString(0), -1) != row.GetInt64(1))
                            watched.GetOrAdd(row.GetString(0), _ => new()).Enqueue((last[row.GetString(0)] = row.GetInt64(1), at));
                }
                await Task.Delay(1, stop);
            }
        }
        catch (OperationCanceledException) { /* everything has been seen */ }
    }

    private static void Show(bool byOther, ConcurrentDictionary<long, long> acknowledged, ConcurrentDictionary<string, ConcurrentQueue<(long Position, long At)>> watched, ConcurrentBag<double> appends, TimeSpan took)
    {
        Console.WriteLine();
        Console.WriteLine(Percentiles.Heading(byOther ? "appended by another process" : "appended by the process that follows"));
        var append = Percentiles.Of(appends);
        Console.WriteLine(append.Line("the append itself, from when it was due"));
        var slowest = new Dictionary<long, double>();
        foreach (var (follower, seen) in watched.OrderBy(w => w.Key))
        {
            var lags = LagsOf(acknowledged, [.. seen]);
            foreach (var (position, lag) in lags) slowest[position] = Math.Max(slowest.GetValueOrDefault(position), lag);
            Console.WriteLine(Percentiles.Of(lags.Values).Line(follower));
        }
        var all = Percentiles.Of(slowest.Values);
        Console.WriteLine(all.Line("every projection"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{append.Count / took.TotalSeconds:0} appends a second; {(all.P99 <= AimedAt ? "within" : "BEYOND")} the {AimedAt} ms aimed at for p99"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the lag of every projection is {all.P50 / append.P50:0.0} times an append at the median, {all.P99 / append.P99:0.0} times at p99"));
    }

    private static Dictionary<long, double> LagsOf(ConcurrentDictionary<long, long> acknowledged, (long Position, long At)[] seen)
    {
        var lags = new Dictionary<long, double>();
        var next = 0;
        foreach (var (position, at) in acknowledged.OrderBy(a => a.Key))
        {
            while (next < seen.Length && seen[next].Position < position) next++;
            if (next == seen.Length) throw new InvalidOperationException($"Position {position} was never seen to be applied.");
            lags[position] = Math.Max(0, Stopwatch.GetElapsedTime(at, seen[next].At).TotalMilliseconds);
        }
        return lags;
    }

    private static async Task MakeDatabaseAsync(EmbeddedCluster cluster, string name, CancellationToken stop)
    {
        await using var server = NpgsqlDataSource.Create(cluster.ConnectionString());
        await using var command = server.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync(stop);
    }

    private static void Point(Settings settings, EmbeddedCluster cluster, string name, string key)
    {
        settings.Database = cluster.ConnectionString(name);
        // The names in the events are sealed under the keys they were invented with.
        settings.KeyDatabase = cluster.ConnectionString(Keys);
        settings.MasterKey = key;
    }
}
