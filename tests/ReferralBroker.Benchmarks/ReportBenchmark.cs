using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Postgres;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Benchmarks;

/// <param name="Referrals">How many referrals there are at least.</param>
/// <param name="Simulated">How many people live through a simulated course; their events are written over until there are enough.</param>
/// <param name="Times">How often each question is asked.</param>
/// <param name="Seed">What the invented people are drawn from.</param>
internal sealed record ReportPlan(int Referrals, int Simulated, int Times, int Seed);

/// <summary>How long reports take over many referrals, one question at a time, and what a page of events costs the projection early and late in the log.</summary>
internal static class ReportBenchmark
{
    public static async Task<int> RunAsync(ReportPlan plan, CancellationToken stop)
    {
        var home = Directory.CreateTempSubdirectory("referral-broker-reports-").FullName;
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions { Home = home }, stop);
            foreach (var name in new[] { "few", "few_keys", "many" }) await RunAsync(cluster.ConnectionString(), $"create database {name}", stop);
            var yesterday = EnglandTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1);
            var simulation = new SimulationPlan(plan.Seed, plan.Simulated, yesterday.AddYears(-2), EnglandTime.StartOf(yesterday.AddDays(1)));
            await using var few = NpgsqlDataSource.Create(cluster.ConnectionString("few"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Inventing two years of {plan.Simulated:N0} people of seed {plan.Seed} ..."));
            await InventAsync(cluster, simulation, stop);
            var referrals = await CountAsync(few, "select count(*) from log.event e join log.event_type t on t.id = e.type where t.name = 'referral.sent.v1'", stop);
            var copies = (int)Math.Ceiling((double)plan.Referrals / referrals);
            await using var many = LogDatabase.OpenForFilling(cluster.ConnectionString("many"));
            await LogSchema.MigrateAsync(many, stop);
            await using var filling = NpgsqlDataSource.Create($"{cluster.ConnectionString("many")};Command Timeout=0");
            var events = await MultipliedLog.WriteAsync(few, filling, copies, stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... written {copies} times over: {events:N0} events, {referrals * copies:N0} referrals, {Environment.ProcessorCount} processors, PostgreSQL {cluster.Version}"));
            await ApplyAsync(many, events, stop);
            await RunAsync(cluster.ConnectionString("many"), "vacuum analyze", stop);
            await using var server = LogDatabase.Open(cluster.ConnectionString("many"));
            await MeasureAsync(server, yesterday, plan, stop);
            return 0;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task InventAsync(EmbeddedCluster cluster, SimulationPlan simulation, CancellationToken stop)
    {
        var key = MasterKey.Make();
        await using var services = BrokerServices.ForSimulation(simulation, s =>
        {
            s.Database = cluster.ConnectionString("few");
            s.KeyDatabase = cluster.ConnectionString("few_keys");
            s.MasterKey = key;
        }, isThrownAway: true);
        await BrokerServices.MigrateAsync(services, stop);
        await services.GetRequiredService<Simulator>().RunAsync(simulation, null, stop);
    }

    /// <summary>Applies the log, and tells what an event costs in each tenth of it: it must not depend on how much came before.</summary>
    private static async Task ApplyAsync(NpgsqlDataSource many, long events, CancellationToken stop)
    {
        using (var directory = new Follower(many, new DirectoryProjection(), NullLogger.Instance)) await directory.CatchUpAsync(stop);
        using var stages = new Follower(many, new StagesProjection(), NullLogger.Instance);
        await stages.BeginAsync(stop);
        var took = Stopwatch.StartNew();
        var applying = stages.CatchUpAsync(stop);
        var tenths = new List<(long Position, TimeSpan At)> { (0, TimeSpan.Zero) };
        while (!applying.IsCompleted)
        {
            await Task.WhenAny(applying, Task.Delay(500, stop));
            var position = await CountAsync(many, "select coalesce((select position from log.checkpoint where follower = 'stages'), 0)", stop);
            if (position >= events * tenths.Count / 10) tenths.Add((position, took.Elapsed));
        }
        await applying;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Applied to the stages in {took.Elapsed.TotalMinutes:0.0} minutes, {events / took.Elapsed.TotalSeconds:N0} events a second; microseconds an event, tenth by tenth: {string.Join(", ", tenths.Skip(1).Zip(tenths).Where(t => t.First.Position > t.Second.Position).Select(t => ((t.First.At - t.Second.At).TotalMicroseconds / (t.First.Position - t.Second.Position)).ToString("0", CultureInfo.InvariantCulture)))}"));
    }

    private static async Task MeasureAsync(NpgsqlDataSource many, DateOnly yesterday, ReportPlan plan, CancellationToken stop)
    {
        var report = new FunnelReport(many);
        var to = new DateOnly(yesterday.Year, yesterday.Month, 1);
        var (from, end, past) = (to.AddYears(-1), to.AddDays(-1), to.AddMonths(-6).AddDays(-1));
        FunnelQuestion Year(Basis basis, DateOnly? asAt, params Dimension[] by) => new(from, to, basis, asAt) { By = [.. by] };
        Console.WriteLine(Percentiles.Heading("question"));
        await AskAsync("nothing: one row by its key", _ => CountAsync(many, "select count(*) from stages.day where day = current_date", stop));
        foreach (var (what, basis) in new[] { ("cohort", Basis.Cohort), ("activity", Basis.Activity) })
        {
            await FunnelAsync($"standard funnel, {what}", Year(basis, end).With(Dimension.Journey, "ips"));
            await FunnelAsync($"all journeys, {what}", Year(basis, end));
            await FunnelAsync($"by service, {what}", Year(basis, end, Dimension.Service));
            await FunnelAsync($"by month, {what}", Year(basis, end, Dimension.Month));
            await FunnelAsync($"ethnic group x age, {what}", Year(basis, end, Dimension.EthnicGroup, Dimension.AgeBand));
            await FunnelAsync($"ward x service, {what}", Year(basis, end, Dimension.Ward, Dimension.Service));
            await FunnelAsync($"practice x month, {what}", Year(basis, end, Dimension.Organisation, Dimension.Month));
            await FunnelAsync($"all journeys, {what}, as at 6 months ago", Year(basis, past));
            await FunnelAsync($"ethnic group x age, {what}, 6 months ago", Year(basis, past, Dimension.EthnicGroup, Dimension.AgeBand));
        }

        Task FunnelAsync(string what, FunnelQuestion question) => AskAsync(what, _ => report.AskAsync(question, DisclosurePolicy.Central, stop));

        async Task AskAsync(string what, Func<int, Task> ask)
        {
            for (var warm = 0; warm < 3; warm++) await ask(warm);
            var took = new List<double>();
            for (var time = 0; time < plan.Times; time++)
            {
                var begun = Stopwatch.GetTimestamp();
                await ask(time);
                took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            Console.WriteLine(Percentiles.Of(took).Line(what));
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task RunAsync(string connection, string sql, CancellationToken stop)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stop);
    }
}
