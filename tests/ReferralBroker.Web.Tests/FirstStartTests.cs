using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Tests;

/// <summary>The first requests of a broker whose projections do not exist yet.</summary>
public sealed class FirstStartTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_taken_only_once_every_projection_has_its_tables()
    {
        await using var broker = await BrokerHost.StartAsync(cluster, services => services.AddSingleton<Projection, SlowToMake>());
        await using var command = broker.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select array_agg(follower) from log.checkpoint");
        ((string[])(await command.ExecuteScalarAsync(Stop))!).Should().BeEquivalentTo(broker.Services.GetServices<Projection>().Select(p => p.Name));
        using var start = await broker.Client(null).GetAsync("/", Stop);
        ((int)start.StatusCode).Should().Be(200);
    }

    [Fact]
    public async Task A_projection_that_could_not_be_made_is_said_to_be_unavailable_and_not_a_fault()
    {
        await using var broker = await BrokerHost.StartAsync(cluster, services => services.Remove(services.Single(s => s.ImplementationType == typeof(FollowersService))));
        using var answer = await broker.As("commissioner").Client.GetAsync("/api/reports/funnel?from=2025-01-01&to=2026-01-01", Stop);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        ((int)answer.StatusCode, (string?)problem["code"]).Should().Be((503, "service.unavailable"), "{0}", problem);
        answer.Headers.RetryAfter.Should().NotBeNull();
    }

    /// <summary>Its tables take so long to make that whoever does not wait for them finds none.</summary>
    private sealed class SlowToMake : Projection
    {
        public override string Name => "slow_to_make";

        public override int Version => 1;

        protected override string Tables(string schema) => $"select pg_sleep(2); create table {schema}.nothing (nothing text)";

        protected override Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop) => Task.CompletedTask;
    }
}
