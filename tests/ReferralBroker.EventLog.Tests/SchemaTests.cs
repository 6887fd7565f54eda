using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class SchemaTests(TestCluster cluster)
{
    [Fact]
    public async Task Several_processes_may_migrate_at_once_and_again()
    {
        await using var database = LogDatabase.Open(await cluster.NewDatabaseAsync());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => LogSchema.MigrateAsync(database))));
        await LogSchema.MigrateAsync(database, TestContext.Current.CancellationToken);

        await using var steps = database.CreateCommand("select (select count(*) = max(step) from public.log_schema_step) and (select count(*) = 1 from log.incarnation)");
        (await steps.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(true, "each step is applied once");
        await LogConditions.CheckAsync(database, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Tables_of_a_newer_program_are_refused()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("insert into public.log_schema_step (step) values (1000)");

        var migrate = () => LogSchema.MigrateAsync(log.Database);

        (await migrate.Should().ThrowAsync<LogException>()).WithMessage("*step 1000*newer program*");
    }

    [Fact]
    public async Task A_sequence_that_hands_out_blocks_is_refused_and_the_remedy_named()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("alter sequence log.event_position cache 10");

        var check = () => LogConditions.CheckAsync(log.Database);

        var remedy = (await check.Should().ThrowAsync<LogException>()).Which.Message;
        remedy.Should().Contain("alter sequence log.event_position cache 1");
        await log.RunAsync("alter sequence log.event_position cache 1");
        await check.Should().NotThrowAsync();
    }
}
