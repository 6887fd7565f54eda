using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Postgres;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Benchmarks;

/// <summary>
/// What it costs to record a look before anything is shown: looks are recorded one after the other, each in a transaction of its own. Beside it, in the
/// same run, a plain insert of the same row, which nobody waits for.
/// </summary>
internal static class LookBenchmark
{
    public static async Task<int> RunAsync(int seconds, CancellationToken stop)
    {
        var home = Directory.CreateTempSubdirectory("referral-broker-looks-").FullName;
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = home }, stop);
            await using (var server = NpgsqlDataSource.Create(cluster.ConnectionString()))
                foreach (var name in (string[])["looks_log", "looks_keys"])
                    await using (var make = server.CreateCommand($"create database {name}")) await make.ExecuteNonQueryAsync(stop);
            var collection = new ServiceCollection();
            collection.AddLogging();
            collection.Configure<Settings>(s => (s.Database, s.KeyDatabase, s.MasterKey) = (cluster.ConnectionString("looks_log"), cluster.ConnectionString("looks_keys"), MasterKey.Make()));
            collection.AddBroker();
            await using var services = collection.BuildServiceProvider();
            await BrokerServices.MigrateAsync(services, stop);
            await using var plain = LogDatabase.Open(cluster.ConnectionString("looks_log"), poolSize: 8);
            await using (var make = plain.CreateCommand("create table plain_look (like looks.look); create index on plain_look using gin (people); create index on plain_look (organisation, number); create index on plain_look (\"user\", number)")) await make.ExecuteNonQueryAsync(stop);
            var trail = services.GetRequiredService<LookTrail>();
            Console.WriteLine($"{Environment.ProcessorCount} processors, PostgreSQL {cluster.Version}, {seconds} s each way");
            foreach (var readers in (int[])[1, 8])
            {
                var looks = await MeasureAsync(() => trail.RecordAsync(ALook(), stop), readers, seconds);
                var inserts = await MeasureAsync(() => InsertAsync(plain, stop), readers, seconds);
                Console.WriteLine();
                Console.WriteLine(Percentiles.Heading($"{readers} at once"));
                Console.WriteLine(looks.Line("a look, sealed and chained"));
                Console.WriteLine(inserts.Line("a plain insert of the same row"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{looks.Count / seconds} looks a second, {inserts.Count / (double)looks.Count:0.0} times as many plain inserts; p50 {looks.P50 / inserts.P50:0.0} times, p99 {looks.P99 / inserts.P99:0.0} times"));
            }
            return 0;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<Percentiles> MeasureAsync(Func<Task> act, int readers, int seconds)
    {
        for (var i = 0; i < 200; i++) await act();
        var times = new ConcurrentBag<double>();
        var until = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < until)
            {
                var began = Stopwatch.GetTimestamp();
                await act();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));
        return Percentiles.Of(times);
    }

    private static Look ALook() => new(DateTimeOffset.UtcNow, new("benchmark", Role.Clinician, new(Guid.Empty)), "referral", LookGround.PartyToReferral, [Guid.NewGuid()], Guid.NewGuid()) { Record = Guid.NewGuid() };

    private static async Task InsertAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        var look = ALook();
        await using var command = database.CreateCommand("insert into plain_look values (1, $1, $2, 'clinician', $3, 'referral', 'party-to-referral', $4, $5, $6, null, null, $7)");
        foreach (var value in new object[] { look.At, look.By.User, look.By.Organisation.Value, look.People.ToArray(), look.Correlation, look.Record!.Value, new byte[32] }) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(stop);
    }
}
