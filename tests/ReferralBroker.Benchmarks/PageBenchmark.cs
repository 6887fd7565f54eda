using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Postgres;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Benchmarks;

/// <param name="Referrals">How many referrals there are at least.</param>
/// <param name="Simulated">How many of them at most have a whole simulated course; the others are sent and mostly declined.</param>
/// <param name="Seconds">How long pages are asked for.</param>
/// <param name="Rate">Pages a second, of all users together.</param>
/// <param name="Seed">What the invented people are drawn from.</param>
internal sealed record PagePlan(int Referrals, int Simulated, int Seconds, int Rate, int Seed);

/// <summary>
/// How long pages take beside many referrals, asked for at an even rate by a clinician and a service manager who are logged in. Beside them, in the same
/// run, a page that reads nothing: what a page costs is the ratio to that.
/// </summary>
internal static partial class PageBenchmark
{
    /// <summary>What p95 should stay within, in milliseconds, at 100,000 referrals and 20 pages a second.</summary>
    private const double AimedAt = 100;

    private const string Plain = "/help";

    // Some of the simulated people are not referred, others more than once.
    private const double PeopleForReferral = 1.4;

    private static readonly (string Persona, string Path)[] Pages =
    [
        ("provider", Plain), ("provider", "/provider/worklist"), ("provider", "/provider/worklist?view=overdue"), ("provider", "/provider/worklist?view=new&sort=newest"), ("provider", "/provider/worklist?view=work&at=3"),
        ("provider", "/provider/capacity"), ("provider", "REFERRAL"), ("clinician", "/practice/referrals"), ("clinician", "/practice/referrals?view=ended"), ("clinician", "/people/find"), ("clinician", "REFERRAL"),
    ];

    public static async Task<int> RunAsync(PagePlan plan, CancellationToken stop)
    {
        var home = Directory.CreateTempSubdirectory("referral-broker-pages-").FullName;
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = home }, stop);
            var key = MasterKey.Make();
            await InventAsync(cluster, key, plan, stop);
            await using var app = Server.Build("http://127.0.0.1:0", isDemo: true, services => services.Configure<Settings>(s => Point(s, cluster, key)),
                [new("Broker:RequestsPerMinute", "10000000"), new("Broker:SearchesPerMinute", "10000000"), new("Logging:LogLevel:Default", "Warning")]);
            await BrokerServices.MigrateAsync(app.Services, stop);
            await app.StartAsync(stop);
            while (!(await app.Services.GetRequiredService<Readiness>().AskAsync(ReadinessFor.Anybody, stop)).IsReady) await Task.Delay(200, stop);
            await MeasureAsync(new(app.Urls.First()), cluster, plan, stop);
            await app.StopAsync(stop);
            return 0;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task InventAsync(EmbeddedCluster cluster, string key, PagePlan plan, CancellationToken stop)
    {
        foreach (var name in new[] { "pages", "pages_keys" })
        {
            await using var server = NpgsqlDataSource.Create(cluster.ConnectionString());
            await using var command = server.CreateCommand($"create database {name}");
            await command.ExecuteNonQueryAsync(stop);
        }
        var people = (int)(Math.Min(plan.Referrals, plan.Simulated) * PeopleForReferral);
        var yesterday = EnglandTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1);
        var simulation = new SimulationPlan(plan.Seed, people, yesterday.AddYears(-1), EnglandTime.StartOf(yesterday.AddDays(1)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Inventing {people:N0} people of seed {plan.Seed} ..."));
        var took = Stopwatch.StartNew();
        await using var services = BrokerServices.ForSimulation(simulation, s => Point(s, cluster, key), isThrownAway: true);
        await BrokerServices.MigrateAsync(services, stop);
        await services.GetRequiredService<Simulator>().RunAsync(simulation, null, stop);
        if (plan.Referrals > plan.Simulated)
        {
            await services.GetRequiredService<Followers>().CatchUpAsync(stop);
            await PlainReferrals.SendAsync(services, plan.Referrals - plan.Simulated, plan.Seed, stop);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... in {took.Elapsed.TotalMinutes:0.0} minutes; applying them to the lists"));
        await services.GetRequiredService<Followers>().CatchUpAsync(stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... applied after {took.Elapsed.TotalMinutes:0.0} minutes"));
        // As a server that fills up over years has long done by itself.
        await using var filled = NpgsqlDataSource.Create(cluster.ConnectionString("pages"));
        await using var analyse = filled.CreateCommand("vacuum analyze");
        analyse.CommandTimeout = 0;
        await analyse.ExecuteNonQueryAsync(stop);
    }

    private static async Task MeasureAsync(Uri address, EmbeddedCluster cluster, PagePlan plan, CancellationToken stop)
    {
        var (referrals, organisations) = (await AskAsync(cluster, "select count(*) from worklist.item", stop), await AskAsync(cluster, "select count(*) from worklist.item where provider = (select provider from worklist.item group by 1 order by count(*) desc limit 1)", stop));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{referrals:N0} referrals, {organisations:N0} of them at the largest service organisation; {plan.Rate} pages a second for {plan.Seconds} s, {Environment.ProcessorCount} processors, PostgreSQL {cluster.Version}"));
        var browsers = new Dictionary<string, (HttpClient Client, string[] Referrals)>();
        foreach (var (persona, list) in new[] { ("provider", "/provider/worklist?view=all"), ("clinician", "/practice/referrals?view=moving") })
        {
            var client = await LogInAsync(address, persona, stop);
            var links = ReferralLink().Matches(await client.GetStringAsync(list, stop)).Select(m => m.Groups[1].Value).Distinct().ToArray();
            browsers[persona] = (client, links.Length > 0 ? links : throw new InvalidOperationException($"{persona} has no referral to open: invent more people."));
        }
        foreach (var at in Enumerable.Range(0, Pages.Length * 3)) await GetAsync(browsers, at, stop);
        var took = new ConcurrentDictionary<string, ConcurrentBag<double>>();
        var begun = Stopwatch.GetTimestamp();
        var asked = new List<Task>();
        for (var number = 0; number < plan.Rate * plan.Seconds; number++)
        {
            // Each page has its own time to be asked for, and is measured from then: a slow one must not thin out the load.
            var due = TimeSpan.FromSeconds((double)number / plan.Rate);
            if (due - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } wait) await Task.Delay(wait, stop);
            var at = number;
            asked.Add(Task.Run(async () =>
            {
                var name = await GetAsync(browsers, at, stop);
                took.GetOrAdd(name, _ => []).Add((Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds);
            }, stop));
        }
        await Task.WhenAll(asked);
        Show(took);
    }

    private static void Show(ConcurrentDictionary<string, ConcurrentBag<double>> took)
    {
        Console.WriteLine(Percentiles.Heading("page") + $"{"p50 to plain",14}");
        var plain = Percentiles.Of(took.Single(t => t.Key.EndsWith(Plain, StringComparison.Ordinal)).Value);
        foreach (var (name, times) in took.OrderBy(t => t.Key, StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Percentiles.Of(times).Line(name)}{Percentiles.Of(times).P50 / plain.P50,14:0.0}"));
        var all = Percentiles.Of(took.Values.SelectMany(t => t));
        Console.WriteLine(all.Line("all pages"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p95 of all pages is {all.P95:0.0} ms; aimed at is {AimedAt:0} ms at 100,000 referrals and 20 pages a second: {(all.P95 <= AimedAt ? "kept" : "NOT KEPT")}"));
    }

    private static async Task<string> GetAsync(Dictionary<string, (HttpClient Client, string[] Referrals)> browsers, int number, CancellationToken stop)
    {
        var (persona, path) = Pages[number % Pages.Length];
        var (client, referrals) = browsers[persona];
        using var answer = await client.GetAsync(path == "REFERRAL" ? referrals[number / Pages.Length % referrals.Length] : path, stop);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
        await answer.Content.ReadAsByteArrayAsync(stop);
        return $"{persona} {(path == "REFERRAL" ? "a referral" : path)}";
    }

    private static async Task<HttpClient> LogInAsync(Uri address, string persona, CancellationToken stop)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new() }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        var token = FormToken().Match(await client.GetStringAsync("/log-out", stop)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", WebUtility.HtmlDecode(token))]);
        using var answer = await client.PostAsync($"/demo/as/{persona}", form, stop);
        answer.EnsureSuccessStatusCode();
        return client;
    }

    private static async Task<long> AskAsync(EmbeddedCluster cluster, string sql, CancellationToken stop)
    {
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString("pages"));
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private static void Point(Settings settings, EmbeddedCluster cluster, string key) =>
        (settings.Database, settings.KeyDatabase, settings.MasterKey) = (cluster.ConnectionString("pages"), cluster.ConnectionString("pages_keys"), key);

    [GeneratedRegex(@"__RequestVerificationToken"" type=""hidden"" value=""([^""]+)""")]
    private static partial Regex FormToken();

    [GeneratedRegex(@"href=""(/referrals/R-[A-Z0-9-]+)""")]
    private static partial Regex ReferralLink();
}
