using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ReferralBroker.Domain;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Web.CommandLine;

/// <summary>simulate: fills an empty log with invented people.</summary>
internal static class SimulateCommand
{
    private const int MostPeople = 200_000;

    public static Command Make()
    {
        var yesterday = EnglandTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1);
        var people = new Option<int>("--people") { Description = $"How many people to invent, up to {MostPeople}.", DefaultValueFactory = _ => DemoDatabase.UsualPeople };
        var from = new Option<DateOnly>("--from") { Description = "The first day, as 2024-11-01.", DefaultValueFactory = _ => yesterday.AddYears(-1) };
        var to = new Option<DateOnly>("--to") { Description = "The last day, before today.", DefaultValueFactory = _ => yesterday };
        var seed = new Option<int>("--seed") { Description = "What chance is drawn from: the same seed, people and days give the same events.", DefaultValueFactory = _ => 1 };
        var demo = new Option<bool>("--demo") { Description = "Fill the demo's database, which must not be filled yet, instead of the configured one." };
        var command = new Command("simulate", "Fill an empty log with invented people, by the real decisions in the order of time. Cut off and started again with the same words it goes on where it was.") { people, from, to, seed, demo };
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            var plan = Plan(parsed.GetValue(people), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(seed), yesterday);
            var took = Stopwatch.StartNew();
            if (parsed.GetValue(demo))
            {
                await using var database = await DemoDatabase.StartAsync(DemoDatabase.ConfiguredFolder, Console.WriteLine, stop, plan);
                await using var services = BrokerServices.ForSimulation(plan, database.Apply);
                await ReportAsync(services, plan, took.Elapsed, stop);
            }
            else
            {
                await using var services = BrokerServices.ForSimulation(plan, Connection.Configuration().Bind);
                await BrokerServices.MigrateAsync(services, stop);
                await services.GetRequiredService<Simulator>().RunAsync(plan, new SimulationShown(Console.WriteLine), stop);
                await ReportAsync(services, plan, took.Elapsed, stop);
            }
            return 0;
        }));
        return command;
    }

    private static SimulationPlan Plan(int people, DateOnly from, DateOnly to, int seed, DateOnly yesterday)
    {
        if (people is < 1 or > MostPeople) throw new SettingsException($"--people takes a number from 1 to {MostPeople}.");
        if (to > yesterday) throw new SettingsException("--to must be a day before today: nothing may be recorded in the future.");
        if (from >= to) throw new SettingsException("--from must be a day before --to.");
        if (to.DayNumber - from.DayNumber > 3660) throw new SettingsException("A simulation lasts ten years at most.");
        return new(seed, people, from, EnglandTime.StartOf(to.AddDays(1)));
    }

    private static async Task ReportAsync(IServiceProvider services, SimulationPlan plan, TimeSpan took, CancellationToken stop)
    {
        var (events, bytes) = await SizeAsync(services.GetRequiredService<NpgsqlDataSource>(), stop);
        var keys = await BytesAsync(services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.KeyPool), stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Synthetic: {plan.People} invented people from {plan.From:d MMMM yyyy} on, seed {plan.Seed}: {events} events in {took.TotalSeconds:0} s; {bytes / 1048576} MB on disk for the log and its projections, {keys / 1048576} MB for the keys."));
        Console.WriteLine();
        foreach (var line in Calibration.Table(await services.GetRequiredService<Calibration>().ReadAsync(plan.From, EnglandTime.DateOf(plan.To), stop), plan.From, EnglandTime.DateOf(plan.To))) Console.WriteLine(line);
    }

    private static async Task<(long Events, long Bytes)> SizeAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select count(*) from log.event");
        return ((long)(await command.ExecuteScalarAsync(stop))!, await BytesAsync(database, stop));
    }

    private static async Task<long> BytesAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }
}
