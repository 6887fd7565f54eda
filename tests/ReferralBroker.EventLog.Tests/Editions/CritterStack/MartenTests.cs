using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests.Editions.CritterStack;

/// <summary>What Marten makes of the log, and where the log cannot leave a promise to it.</summary>
public sealed class MartenTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Marten's append, held up where a slow machine might hold it up: after it has drawn a position, before it inserts.
    private const string HoldUpAfterDrawing = """
        do $$ begin execute replace(pg_get_functiondef('log.mt_quick_append_events'::regproc),
            'seq := nextval(''log.mt_events_sequence'');', 'seq := nextval(''log.mt_events_sequence''); perform pg_advisory_xact_lock(42);'); end $$
        """;

    [Fact]
    public async Task A_program_on_Marten_reads_streams_with_types_of_its_own()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        var request = Request(At(stream, 0, 3)) with { CausationId = Guid.CreateVersion7() };
        await log.AppendAsync(request);
        await using var store = Open(log, o => o.Events.MapEventType<Noted>(TestLog.Noted));
        await using var session = store.QuerySession();

        var events = await session.Events.FetchStreamAsync(stream, token: Stop);

        events.Select(e => (e.Version, e.EventTypeName, ((Noted)e.Data).N, e.Timestamp, e.UserName, e.CorrelationId, e.CausationId)).Should().Equal(Enumerable.Range(1, 3).Select(n =>
            ((long)n, TestLog.Noted, n, request.RecordedAt.ToUniversalTime(), (string?)Somebody.User, (string?)request.CorrelationId.ToString(), (string?)request.CausationId.ToString())));
        events.Should().OnlyContain(e => (string)e.GetHeader("organisation")!.ToString()! == Somebody.Organisation && (string)e.GetHeader("command")!.ToString()! == request.Command.Id.ToString());
    }

    [Fact]
    public async Task An_append_of_another_program_that_lacks_what_the_broker_writes_beside_an_event_is_refused()
    {
        await using var log = await StartAsync(cluster);
        await LogSchema.MigrateAsync(log.Database, Stop);
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await using var store = Open(log, o => o.Events.MapEventType<Noted>(TestLog.Noted));
        await using var session = store.LightweightSession();
        session.Events.Append(Guid.CreateVersion7(), new Noted(1));

        (await session.Invoking(s => s.SaveChangesAsync(Stop)).Should().ThrowAsync<Exception>())
            .Which.ToString().Should().Contain("only_the_broker_appends");

        await log.CatchUpAsync(new Seen());
        (await log.SeenAsync()).Should().Equal(1);
    }

    /// <summary>Promise 3 is not Marten's: its function draws a position before it takes any lock on the table, and a follower may go past it for good.</summary>
    [Fact]
    public async Task An_append_of_Martens_own_that_is_held_up_after_drawing_its_position_is_passed_over()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.RunAsync(HoldUpAfterDrawing);
        await using var holding = await HoldAsync(log);
        await using var store = Open(log, o => o.Events.MapEventType<Noted>(TestLog.Noted));
        var append = AppendByMartenAsync(store);
        await DrawnAsync(log, 2);

        await AppendByHandAsync(log);
        await log.CatchUpAsync(new Seen());
        await holding.DisposeAsync();
        await append;
        await log.CatchUpAsync(new Seen());

        (await log.SeenAsync()).Should().Equal(1, 3);
        (await log.EventsAsync()).Should().Be(3, "the second is in the log, and no follower will ever see it");
    }

    [Fact]
    public async Task An_append_of_the_log_that_is_held_up_there_is_waited_for()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        await log.RunAsync(HoldUpAfterDrawing);
        await using var holding = await HoldAsync(log);
        var append = log.AppendAsync(Guid.CreateVersion7(), 0);
        await DrawnAsync(log, 2);

        await AppendByHandAsync(log);
        var following = log.CatchUpAsync(new Seen());
        await holding.DisposeAsync();
        await append;
        await following;
        await log.CatchUpAsync(new Seen());

        (await log.SeenAsync()).Should().Equal(1, 2, 3);
    }

    private static DocumentStore Open(TestLog log, Action<StoreOptions> more) => DocumentStore.For(o =>
    {
        o.Connection(log.ConnectionString);
        o.DatabaseSchemaName = "log";
        o.AutoCreateSchemaObjects = AutoCreate.None;
        o.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        o.UseSystemTextJsonForSerialization(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        o.Events.MetadataConfig.CorrelationIdEnabled = true;
        o.Events.MetadataConfig.CausationIdEnabled = true;
        o.Events.MetadataConfig.HeadersEnabled = true;
        o.Events.MetadataConfig.UserNameEnabled = true;
        more(o);
    });

    private static async Task AppendByMartenAsync(DocumentStore store)
    {
        await using var session = store.LightweightSession();
        var stream = session.Events.Append(Guid.CreateVersion7(), new Noted(1));
        foreach (var e in stream.Events)
        {
            e.SetHeader("role", Somebody.Role);
            e.SetHeader("organisation", Somebody.Organisation);
            e.SetHeader("command", Guid.CreateVersion7().ToString());
            e.SetHeader("occurredOn", "2026-03-02");
            e.UserName = Somebody.User;
            e.CorrelationId = Guid.CreateVersion7().ToString();
        }
        await session.SaveChangesAsync(Stop);
    }

    private static async Task AppendByHandAsync(TestLog log)
    {
        await using var open = await OpenAppend.BeginAsync(log);
        await open.InsertAsync(Guid.CreateVersion7(), 1);
        await open.CommitAsync();
    }

    private static async Task<NpgsqlConnection> HoldAsync(TestLog log)
    {
        // Not of a pool: what it holds ends with it.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(log.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(42)", connection);
        await hold.ExecuteNonQueryAsync(Stop);
        return connection;
    }

    private static Task DrawnAsync(TestLog log, long position) =>
        Eventually.TrueAsync(() => log.AskAsync<bool>($"select pg_sequence_last_value('{EventTable.Sequence}'::regclass) = {position} and exists (select from pg_locks where locktype = 'advisory' and objid = 42 and not granted)"), "it has drawn and waits");

    public sealed record Noted(int N);
}
