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
    public async Task A_start_on_newer_tables_is_refused_and_on_older_ones_names_what_mends_them()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var check = () => LogConditions.CheckAsync(log.Database);
        await log.RunAsync("insert into public.log_schema_step (step) values (1000)");
        (await check.Should().ThrowAsync<LogException>()).WithMessage("*step 1000*start the newer program*");

        await log.RunAsync("delete from public.log_schema_step where step > 1");
        (await check.Should().ThrowAsync<LogException>()).WithMessage("*step 1, this program needs step 3: run 'migrate'*");

        await log.RunAsync("drop table public.log_schema_step");
        (await check.Should().ThrowAsync<LogException>()).WithMessage("*no tables of the log: run 'migrate'*");
    }

    [Fact]
    public async Task The_events_the_log_ever_held_are_named()
    {
        await using var log = await TestLog.StartAsync(cluster);
        (await log.Log.EventTypesAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
        await log.AppendAsync(Guid.CreateVersion7(), 0);

        (await log.Log.EventTypesAsync(TestContext.Current.CancellationToken)).Should().Equal(TestLog.Noted);
    }
}
