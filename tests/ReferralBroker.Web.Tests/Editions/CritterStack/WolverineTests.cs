using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Editions;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Tests.Editions.CritterStack;

/// <summary>What Wolverine is given to handle.</summary>
public sealed class WolverineTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public void Every_verb_of_the_domain_has_a_handler()
    {
        var verbs = typeof(Decision).Assembly.GetTypes()
            .Where(t => t is { IsInterface: false, IsAbstract: false } && t.GetMember("Verb", BindingFlags.Public | BindingFlags.Static).Length > 0).ToArray();

        verbs.Should().HaveCountGreaterThan(50);
        BrokerMessages.Commands.Should().Contain(verbs);
    }

    [Fact]
    public async Task A_command_is_handled_by_Wolverine_and_nothing_of_it_is_stored()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var handled = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Wolverine",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (handled) handled.Add($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(t => $"{t.Key}={t.Value}"))}");
            },
        };
        ActivitySource.AddActivityListener(listener);

        await People.SentAsync(broker.As("clinician"), Demo.Personas.IpsInPrimaryCare);

        lock (handled) handled.Should().Contain(h => h.Contains("CommandMessage", StringComparison.Ordinal) && h.Contains("Send", StringComparison.Ordinal));
        (await AskAsync<long>(broker, "select count(*) from wolverine.wolverine_incoming_envelopes where message_type ilike '%command%'")).Should().Be(0, "what is asked in it is somebody's own");
        (await AskAsync<long>(broker, "select count(*) from wolverine.wolverine_outgoing_envelopes")).Should().Be(0);
    }

    [Fact]
    public async Task Due_work_is_stored_before_it_is_begun_and_until_it_is_done()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await using var own = NpgsqlDataSource.Create(broker.Database);
        await using var connection = await own.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using (var hold = new NpgsqlCommand("lock table deadlines.promise in access exclusive mode", connection)) await hold.ExecuteNonQueryAsync(Stop);

        await broker.Services.GetRequiredService<IDueWork>().DoAsync(DueWork.MarkOverdue, Stop);

        await WaitingAsync(broker, 1);
        await transaction.RollbackAsync(Stop);
        await WaitingAsync(broker, 0);
        (await AskAsync<long>(broker, "select count(*) from wolverine.wolverine_dead_letters")).Should().Be(0);
    }

    [Fact]
    public async Task Due_work_that_fails_is_tried_again_and_then_left_to_the_next_time_it_is_due()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await AskAsync<object>(broker, "alter table deadlines.promise rename to gone; select 1");

        await broker.Services.GetRequiredService<IDueWork>().DoAsync(DueWork.MarkOverdue, Stop);

        await WaitingAsync(broker, 1);
        await WaitingAsync(broker, 0);
        (await AskAsync<long>(broker, "select count(*) from wolverine.wolverine_dead_letters")).Should().Be(0, "it is due again in half a minute");
        await AskAsync<object>(broker, "alter table deadlines.gone rename to promise; select 1");
    }

    private static async Task WaitingAsync(BrokerHost broker, long messages)
    {
        for (var waited = Stopwatch.StartNew(); await AskAsync<long>(broker, "select count(*) from wolverine.wolverine_incoming_envelopes where status <> 'Handled'") != messages; await Task.Delay(10, Stop))
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "{0} messages wait", messages);
    }

    private static async Task<T> AskAsync<T>(BrokerHost broker, string sql)
    {
        await using var command = broker.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }
}
