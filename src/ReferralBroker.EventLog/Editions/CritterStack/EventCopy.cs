using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace ReferralBroker.EventLog;

/// <summary>
/// Writes events as they are, positions and all, into an empty log. Marten's events refer to its streams, which must be there first: so they wait in a
/// table of this transaction's own until all have come.
/// </summary>
internal static class EventCopy
{
    private const string Columns = "seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name";

    private static readonly string DotNetType = $"{typeof(Payload).FullName}, {typeof(Payload).Assembly.GetName().Name}";

    public static async Task<NpgsqlBinaryImporter> BeginAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        // Whoever looks whom to wait for sees it from the first event on.
        await Checkpoints.RunAsync(connection, $"lock table {EventTable.Name} in row exclusive mode", [], stop);
        await Checkpoints.RunAsync(connection, "create temporary table incoming_event (like log.mt_events including defaults) on commit drop", [], stop);
        return await connection.BeginBinaryImportAsync($"copy incoming_event ({Columns}) from stdin (format binary)", stop);
    }

    /// <summary>Writes one. The names in it have been given keys before: while rows stream in, the connection can do nothing else.</summary>
    public static async Task WriteAsync(NpgsqlBinaryImporter rows, NpgsqlConnection connection, Names names, RecordedEvent e, CancellationToken stop)
    {
        await rows.StartRowAsync(stop);
        await rows.WriteAsync(e.Position, NpgsqlDbType.Bigint, stop);
        await rows.WriteAsync(Guid.CreateVersion7(e.RecordedAt), NpgsqlDbType.Uuid, stop);
        await rows.WriteAsync(e.Stream, NpgsqlDbType.Uuid, stop);
        await rows.WriteAsync((long)e.Version, NpgsqlDbType.Bigint, stop);
        await rows.WriteAsync(e.Data, NpgsqlDbType.Jsonb, stop);
        await rows.WriteAsync(e.Type, NpgsqlDbType.Varchar, stop);
        await rows.WriteAsync(e.RecordedAt, NpgsqlDbType.TimestampTz, stop);
        await rows.WriteAsync(DotNetType, NpgsqlDbType.Varchar, stop);
        await rows.WriteAsync(e.CorrelationId.ToString(), NpgsqlDbType.Varchar, stop);
        if (e.CausationId is { } causation) await rows.WriteAsync(causation.ToString(), NpgsqlDbType.Varchar, stop);
        else await rows.WriteNullAsync(stop);
        await rows.WriteAsync(JsonSerializer.Serialize(MartenEvents.Headers(e.Actor, e.CommandId, e.OccurredOn)), NpgsqlDbType.Jsonb, stop);
        await rows.WriteAsync(e.Actor.User, NpgsqlDbType.Varchar, stop);
    }

    /// <summary>Makes the streams, and puts the events into them in their order.</summary>
    public static async Task FinishAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await Checkpoints.RunAsync(connection, """
            insert into log.mt_streams (id, version, timestamp, created)
            select stream_id, max(version), max(timestamp), min(timestamp) from incoming_event group by stream_id
            """, [], stop);
        await Checkpoints.RunAsync(connection, $"insert into log.mt_events ({Columns}) select {Columns} from incoming_event order by seq_id", [], stop);
    }
}
