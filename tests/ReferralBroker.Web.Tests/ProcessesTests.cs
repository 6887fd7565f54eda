using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>Several processes on one log: one leads each follower, another takes over when it is killed, and nothing happens twice.</summary>
public class ProcessesTests(TestCluster cluster)
{
    /// <summary>What ops/settings.md says that one server takes of the log's database at most.</summary>
#if CRITTER_STACK
    private const long SessionsOfAServer = 76;
#else
    private const long SessionsOfAServer = 68;
#endif

    [Fact]
    public async Task When_the_process_that_leads_is_killed_another_takes_over_and_nothing_is_lost_or_done_twice()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        broker.Time.MoveTo(DateTimeOffset.UtcNow);
        var names = broker.Services.GetServices<Projection>().Select(p => p.Name).Order().ToArray();
        await using var first = await BrokerProcess.ServeAsync(broker);
        await using var second = await BrokerProcess.ServeAsync(broker);
        // The test's own broker led so far. It only takes requests from here on.
        await broker.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Hosting.FollowersService>().Single().StopAsync(CancellationToken.None);
        await UntilAsync(async () => (await LedAsync(first)).Concat(await LedAsync(second)).Order().SequenceEqual(names), "each is led by one of the two");
        using var enough = new CancellationTokenSource();
        var sent = SendAsync(broker, enough.Token);

        var (leader, other) = (await LedAsync(first)).Length > 0 ? (first, second) : (second, first);
        var takenOver = (await LedAsync(leader)).Length;
        await leader.KillAsync();
        var clock = Stopwatch.StartNew();
        await UntilAsync(async () => (await LedAsync(other)).Order().SequenceEqual(names), "the other leads them all");
        TestContext.Current.SendDiagnosticMessage("{0} followers of a killed process taken over in {1:0.0} s", takenOver, clock.Elapsed.TotalSeconds);
        takenOver.Should().BeGreaterThan(0);

        await enough.CancelAsync();
        var referrals = await sent;
        referrals.Should().NotBeEmpty();
        await broker.CaughtUpAsync();
        var (code, output, _) = await BrokerProcess.RunAsync(broker, broker.Database, "verify");
        code.Should().Be(0, "{0}", output);
        foreach (var referral in referrals) ((string?)(await broker.As("clinician").GetAsync($"/api/referrals/{referral}"))["state"]).Should().Be("sent");
    }

    [Fact]
    public async Task More_requests_at_once_than_there_are_sessions_wait_their_turn_and_take_no_more_than_are_written_down()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var referral = await People.SentAsync(clinician, Personas.IpsInPrimaryCare);
        var most = 0L;
        using var done = new CancellationTokenSource();
        // On a session of its own: it is not one of those it counts.
        await using var own = NpgsqlDataSource.Create(broker.Database);
        var counting = Task.Run(async () =>
        {
            await using var connection = await own.OpenConnectionAsync();
            await using var count = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
            while (!done.IsCancellationRequested) most = Math.Max(most, (long)(await count.ExecuteScalarAsync())!);
        }, TestContext.Current.CancellationToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            using var response = await clinician.Client.GetAsync($"/api/referrals/{referral}", TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }));

        await done.CancelAsync();
        await counting;
        answers.Should().OnlyContain(status => status == 200);
        most.Should().BeInRange(7, SessionsOfAServer);
    }

    [Fact]
    public async Task A_transaction_that_holds_followers_up_is_named_by_the_health_page_and_by_status()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await using var mine = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(broker.Database) { ApplicationName = "a hand-written repair" });
        await using var connection = await mine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand($"lock table {EventTable.Name} in row exclusive mode", connection);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using var client = broker.Client(null);
        var keeper = broker.As("operator");

        var process = connection.ProcessID.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var page = "";
        await UntilAsync(async () => (page = await client.GetStringAsync("/health/ready")).Contains("\"holdsFollowers\":true,\"state\":\"idle in transaction\""), "the health page says so");
        page.Should().NotContain("repair").And.NotContain(process, "which one it is is not for everybody who can reach the page");
        (await keeper.Client.GetStringAsync("/api/operations", TestContext.Current.CancellationToken)).Should().Contain($"\"process\":{process}", "the operator is told");
        var (code, output, _) = await BrokerProcess.RunAsync(broker, broker.Database, "status");
        code.Should().Be(1);
        output.Should().MatchRegex(@"HOLDS FOLLOWERS UP: a hand-written repair, process \d+, idle in transaction, open for \d+ s\n.*pg_terminate_backend");

        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        (code, output, _) = await BrokerProcess.RunAsync(broker, broker.Database, "status");
        code.Should().Be(0, "{0}", output);
        output.Should().NotContain("HOLDS").And.Contain("NOT SAFE: fsync is off", "the tests' server is thrown away");
    }

    [Fact]
    public async Task A_start_on_a_log_that_is_not_this_programs_is_refused_with_what_mends_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var empty = await cluster.NewDatabaseAsync();
        await RefusedAsync(broker, empty, "no tables of the log: run 'migrate' first");

        await RunAsync(broker, "insert into public.log_schema_step (step) values (1000)");
        await RefusedAsync(broker, broker.Database, "at step 1000, this program knows only 3: start the newer program");
        await RunAsync(broker, "delete from public.log_schema_step where step in (3, 1000)");
        await RefusedAsync(broker, broker.Database, "at step 2, this program needs step 3: run 'migrate' first");
        await RunAsync(broker, "insert into public.log_schema_step (step) values (3)");

        await RunAsync(broker, "insert into log.event_type (name) values ('referral.teleported.v1')");
        await RefusedAsync(broker, broker.Database, "does not know (referral.teleported.v1): a newer program has written to it. Start that one.");
        await RunAsync(broker, "delete from log.event_type where name = 'referral.teleported.v1'");

        await RunAsync(broker, "create role no_rights login; grant connect on database " + new NpgsqlConnectionStringBuilder(broker.Database).Database + " to no_rights");
        await RefusedAsync(broker, new NpgsqlConnectionStringBuilder(broker.Database) { Username = "no_rights" }.ConnectionString, "The role 'no_rights' lacks rights on the log: usage on schema log;");
    }

    [Fact]
    public async Task A_start_beside_a_vault_that_never_knew_the_people_of_the_log_is_refused()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await using var vault = NpgsqlDataSource.Create(broker.KeyDatabase);
        await using (var forget = vault.CreateCommand("delete from vault.person_key")) await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await RefusedAsync(broker, broker.Database, "it is not the vault this log was written with");
    }

    [Fact]
    public async Task A_follower_that_meets_an_event_of_a_newer_program_stops_and_parks_nothing()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await using (var session = await broker.Services.GetRequiredService<Log>().OpenAsync(TestContext.Current.CancellationToken))
            (await session.AppendAsync(new(new("newer", Guid.CreateVersion7(), [1]), new("newer", "clinician", Personas.All[0].Actor.Organisation.ToString()), DateTimeOffset.UtcNow, Guid.CreateVersion7(), null,
                [new(Guid.CreateVersion7(), 0, [new("referral.teleported.v1", new(2026, 1, 5), "{}")])]), TestContext.Current.CancellationToken)).Should().BeOfType<AppendResult.Appended>();

        using var client = broker.Client(null);
        var keeper = broker.As("operator");
        await UntilAsync(async () =>
        {
            using var health = await client.GetAsync("/health/ready");
            return (int)health.StatusCode == 503 && (await health.Content.ReadAsStringAsync()).Contains("\"stages has stopped\"")
                && (await keeper.Client.GetStringAsync("/api/operations")).Contains("stages has stopped: The log holds events that this program does not know (referral.teleported.v1)");
        }, "the health page says that a newer program is needed");

        (await ParkedStreams.AllAsync(broker.Services.GetRequiredService<NpgsqlDataSource>(), TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    private static async Task RefusedAsync(BrokerHost broker, string database, string why)
    {
        var (code, _, error) = await BrokerProcess.RunAsync(broker, database, "serve", "--urls", "http://127.0.0.1:0");
        code.Should().Be(1);
        error.Should().Contain(why).And.NotContain("   at ");
        error.TrimEnd().Should().NotContain("\n", "one line says what was wrong");
    }

    /// <summary>Sends referrals until told to stop, and answers those that were acknowledged.</summary>
    private static async Task<List<string>> SendAsync(BrokerHost broker, CancellationToken enough)
    {
        var clinician = broker.As("clinician");
        var sent = new List<string>();
        while (!enough.IsCancellationRequested) sent.Add(await People.SentAsync(clinician, Personas.IpsInPrimaryCare));
        return sent;
    }

    private static async Task<string[]> LedAsync(BrokerProcess process) =>
        await process.HealthAsync() is { } health ? [.. health["followers"]!.AsArray().Where(f => (bool)f!["leadsHere"]!).Select(f => (string)f!["name"]!)] : [];

    private static async Task RunAsync(BrokerHost broker, string sql)
    {
        await using var command = broker.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(50))
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "{0}", what);
    }
}
