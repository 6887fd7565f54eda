using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Verification;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Web.Tests;

/// <summary>Invented people: the same plan gives the same events, a cut-off fill goes on, and what comes out looks like life.</summary>
public sealed partial class SimulationTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly SimulationPlan Plan = new(7, 60, new(2026, 1, 5), EnglandTime.StartOf(new(2026, 5, 4)));

    [Fact]
    public async Task The_same_plan_gives_the_same_events_even_when_it_was_cut_off_and_another_plan_adds_nothing()
    {
        await using var whole = await StartAsync(Plan);
        await whole.Simulator.RunAsync(Plan, stop: Stop);
        var events = await whole.EventsAsync();
        events.Should().HaveCountGreaterThan(700);

        await using var cut = await StartAsync(Plan);
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop))
        {
            var cutting = () => cut.Simulator.RunAsync(Plan, new At(new(2026, 2, 20), stop), stop.Token);
            await cutting.Should().ThrowAsync<OperationCanceledException>();
        }
        (await cut.EventsAsync()).Should().HaveCountLessThan(events.Count);
        await using var again = cut.Again(Plan);
        await again.Simulator.RunAsync(Plan, stop: Stop);
        (await again.EventsAsync()).Should().Equal(events);

        var other = Plan with { Seed = 8 };
        await using var another = cut.Again(other);
        var adding = () => another.Simulator.RunAsync(other, stop: Stop);
        (await adding.Should().ThrowAsync<LogException>()).Which.Message.Should().Contain("Only an empty log");
        (await another.EventsAsync()).Should().Equal(events);
    }

    [Fact]
    public async Task What_comes_out_is_whole_marked_and_looks_like_life()
    {
        var plan = Plan with { Seed = 11, People = 150 };
        await using var made = await StartAsync(plan);
        await made.Simulator.RunAsync(plan, stop: Stop);
        var services = made.Services;

        (await services.GetRequiredService<Log>().IsSyntheticAsync(Stop)).Should().BeTrue();
        var report = await services.GetRequiredService<StreamCheck>().RunAsync(stop: Stop);
        report.Faults.Should().BeEmpty();
        foreach (var projection in services.GetServices<Projection>().Where(p => !p.ActsOutside))
        {
            var compared = await new Rebuild(services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.FollowerPool), projection).CompareAsync(stop: Stop);
            (compared.Compared, compared.Differences.Count).Should().Be((true, 0), projection.Name);
        }

        (await made.AskAsync("select count(*) from directory.organisation where name not like '% (synthetic)'")).Should().Be(0, "every name says so");
        (await made.AskAsync("select count(*) from directory.service where name not like '% (synthetic)'")).Should().Be(0);
        (await made.AskAsync("select count(distinct referrer) from worklist.item")).Should().BeGreaterThan(20, "many practices take part");
        (await made.AskAsync("select count(distinct service) from worklist.item")).Should().BeGreaterThan(5);
        (await made.AskAsync("select count(*) from log.event e join log.event_type t on t.id = e.type where t.name = 'service.capacity-published.v1' and e.recorded_at > '2026-04-20'")).Should().BeGreaterThan(7, "every service has said of late how many places it has");
        var open = await made.AskAsync("select count(*) from worklist.item where is_open");
        var overdue = await made.AskAsync("select count(*) from worklist.item where is_open and due_on < date '2026-05-04'");
        open.Should().BeGreaterThan(30);
        overdue.Should().BeInRange(1, open / 2, "some are overdue, most are not");
        (await made.AskAsync("select count(*) from log.event where recorded_at > '2026-05-04T00:00:00+01:00'")).Should().Be(0, "nothing is recorded after the end");
        (await made.AskAsync("select count(*) from stages.day")).Should().Be(119, "each day was closed");
    }

    [Fact]
    public void Every_assumption_has_a_name_of_its_own_a_unit_and_a_source()
    {
        Assumptions.All.Select(a => a.Name).Should().OnlyHaveUniqueItems();
        Assumptions.All.Should().HaveCountGreaterThan(50).And.OnlyContain(a => a.Source.Length > 0 && a.Value > 0);
        double[] becomes =
        [
            Assumptions.ReturnedForInformation.Value, Assumptions.RejectedIneligible.Value, Assumptions.RejectedDuplicate.Value, Assumptions.RejectedInappropriate.Value,
            Assumptions.RejectedForCapacity.Value, Assumptions.WithdrawnBeforeContact.Value, Assumptions.NeverReached.Value, Assumptions.Accessed.Value,
        ];
        becomes.Sum().Should().Be(100);
    }

    [Fact]
    public void The_places_are_the_real_ones()
    {
        var places = new Places();
        places.Practices.Should().HaveCount(56);
        places.Practices.Select(p => p.Id).Should().OnlyHaveUniqueItems();
        places.Areas.Should().HaveCount(179);
        places.Areas.Select(a => a.Ward).Distinct().Should().HaveCount(20);
        places.Areas.Should().OnlyContain(a => a.Decile >= 1 && a.Decile <= 10 && a.EmploymentDeprived > 0 && a.EmploymentDeprived < 1);
    }

    private async Task<Made> StartAsync(SimulationPlan plan)
    {
        var made = new Made(plan, await cluster.NewDatabaseAsync(), await cluster.NewDatabaseAsync(), MasterKey.Make());
        await BrokerServices.MigrateAsync(made.Services, Stop);
        return made;
    }

    /// <summary>Cuts a simulation off on a day.</summary>
    private sealed class At(DateOnly day, CancellationTokenSource stop) : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value)
        {
            if (value.Day >= day) stop.Cancel();
        }
    }

    private sealed partial class Made(SimulationPlan plan, string database, string keys, string master) : IAsyncDisposable
    {
        private readonly ServiceProvider _services = BrokerServices.ForSimulation(plan, s => (s.Database, s.KeyDatabase, s.MasterKey) = (database, keys, master));

        public IServiceProvider Services => _services;

        public Simulator Simulator => _services.GetRequiredService<Simulator>();

        /// <summary>Another process over the same databases.</summary>
        public Made Again(SimulationPlan again)
        {
            var made = new Made(again, database, keys, master);
            made._services.GetRequiredService<PersonVault>().OpenAsync(Stop).GetAwaiter().GetResult();
            return made;
        }

        /// <summary>All there is of every event but what is sealed and what names a command of the broker's own.</summary>
        public async Task<IReadOnlyList<string>> EventsAsync()
        {
            await using var command = _services.GetRequiredService<NpgsqlDataSource>().CreateCommand("""
                select e.position || ' ' || e.stream || ' ' || e.version || ' ' || t.name || ' ' || a."user" || ' ' || a.role || ' ' || a.organisation || ' '
                       || to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' ' || e.occurred_on || ' ' || e.data::text
                  from log.event e join log.event_type t on t.id = e.type join log.actor a on a.id = e.actor order by e.position
                """);
            await using var row = await command.ExecuteReaderAsync(Stop);
            var events = new List<string>();
            while (await row.ReadAsync(Stop)) events.Add(Sealed().Replace(row.GetString(0), "[sealed]"));
            return events;
        }

        public async Task<long> AskAsync(string sql)
        {
            await using var command = _services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(Stop))!;
        }

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        [GeneratedRegex(@"v1\.[\w-]+\.[\w-]+")]
        private static partial Regex Sealed();
    }
}
