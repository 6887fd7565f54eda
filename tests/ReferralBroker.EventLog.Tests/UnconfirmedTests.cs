using ReferralBroker.Postgres;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A server that was told to wait for a standby, and has none.</summary>
public sealed class UnconfirmedTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly string _home = Directory.CreateTempSubdirectory("referral-broker-unconfirmed-").FullName;
    private EmbeddedCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync(new ClusterOptions
    {
        Home = _home,
        Settings = new Dictionary<string, string> { ["synchronous_standby_names"] = "nobody" },
    });

    [Fact]
    public async Task An_append_that_the_standby_did_not_confirm_is_not_acknowledged_at_first_or_when_it_is_sent_again()
    {
        await using var filling = LogDatabase.OpenForFilling(_cluster!.ConnectionString());
        await LogSchema.MigrateAsync(filling, Stop);
        // The small keys of the names commit by themselves, and would wait for the standby too.
        await using (var session = await new Log(filling).OpenAsync(Stop))
            (await session.AppendAsync(TestLog.Request(TestLog.At(Guid.CreateVersion7(), 0)), Stop)).Should().BeOfType<AppendResult.Appended>();
        await using var database = LogDatabase.Open(_cluster.ConnectionString());
        await using var waiting = await new Log(database).OpenAsync(Stop);
        var stream = Guid.CreateVersion7();
        using var impatient = new CancellationTokenSource();

        var command = TestLog.Command();
        var append = waiting.AppendAsync(TestLog.Request(command, TestLog.At(stream, 0)), impatient.Token);
        await WaitsAsync(filling);
        append.IsCompleted.Should().BeFalse();
        await impatient.CancelAsync();

        var answer = () => append;
        (await answer.Should().ThrowAsync<LogException>()).WithMessage("*standby has not confirmed*not acknowledged*not done twice*");
        (await new Log(filling).ReadAsync(stream, Stop)).Should().HaveCount(1, "it is on this server");

        using var again = new CancellationTokenSource();
        var repeated = waiting.AppendAsync(TestLog.Request(command, TestLog.At(stream, 0)), again.Token);
        await WaitsAsync(filling);
        await again.CancelAsync();
        var answered = () => repeated;
        (await answered.Should().ThrowAsync<LogException>()).WithMessage("*standby has not confirmed*");
        (await ServerPromises.AskAsync(database, Stop)).Words.Should().Contain("none is connected");
    }

    private static Task WaitsAsync(Npgsql.NpgsqlDataSource database) => Eventually.TrueAsync(async () =>
    {
        await using var ask = database.CreateCommand("select count(*) from pg_stat_activity where wait_event = 'SyncRep'");
        return (long)(await ask.ExecuteScalarAsync(Stop))! == 1;
    }, "it waits for the standby");

    public async ValueTask DisposeAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        if (_cluster is not null) await _cluster.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}
