using System.Globalization;
using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>How Marten keeps the log's events: its own tables, in the log's schema, under the stored names of events.</summary>
internal static class MartenEvents
{
    private const string Schema = "log";

    /// <summary>
    /// Says how events are written; whoever appends brings the connection and the transaction. The store has none of its own: after an append that
    /// failed it would write events of Marten's into the log with it, which belong to no stream of ours.
    /// </summary>
    public static readonly DocumentStore Writing = Make(o => o.Connection(new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = 1, Timeout = 1 }.ConnectionString));

    /// <summary>The statements that make Marten's tables and functions.</summary>
    public static string Script => Writing.Storage.ToDatabaseScript();

    // An event without what the broker writes beside it stands in no stream of ours, and the views of the table would fail for every reader and follower.
    private const string RefuseOthers = """
        do $$ begin
            perform pg_advisory_xact_lock(hashtextextended('log.migrate', 0));
            if not exists (select from pg_constraint where conrelid = 'log.mt_events'::regclass and conname = 'only_the_broker_appends') then
                alter table log.mt_events add constraint only_the_broker_appends check (
                    user_name is not null and correlation_id::uuid is not null and coalesce(causation_id, correlation_id)::uuid is not null
                    and headers ->> 'role' is not null and headers ->> 'organisation' is not null
                    and (headers ->> 'command')::uuid is not null and (headers ->> 'occurredOn')::date is not null);
            end if;
        end $$
        """;

    /// <summary>Brings Marten's tables and functions to what the Marten of this program needs, and sees that they still refuse what others append.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource database)
    {
        await using var store = Make(o => o.Connection(database));
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await using var refuse = database.CreateCommand(RefuseOthers);
        await refuse.ExecuteNonQueryAsync();
    }

    private static DocumentStore Make(Action<StoreOptions> connect) => DocumentStore.For(o =>
    {
        connect(o);
        o.DatabaseSchemaName = Schema;
        o.AutoCreateSchemaObjects = AutoCreate.None;
        o.DisableNpgsqlLogging = true;
        // What fails in a transaction fails for good: a second try there would hide the first one's reason.
        o.ConfigurePolly(_ => { });
        o.UseSystemTextJsonForSerialization(new JsonSerializerOptions());
        o.Events.StreamIdentity = StreamIdentity.AsGuid;
        // The moment of an event is that of the command's clock, which a simulation moves.
        o.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        o.Events.MetadataConfig.CorrelationIdEnabled = true;
        o.Events.MetadataConfig.CausationIdEnabled = true;
        o.Events.MetadataConfig.HeadersEnabled = true;
        o.Events.MetadataConfig.UserNameEnabled = true;
        o.Events.AddEventType<Payload>();
    });

    /// <summary>What Marten has no column for.</summary>
    public static Dictionary<string, string> Headers(LogActor actor, Guid command, DateOnly occurredOn) => new()
    {
        ["role"] = actor.Role,
        ["organisation"] = actor.Organisation,
        ["command"] = command.ToString(),
        ["occurredOn"] = occurredOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
