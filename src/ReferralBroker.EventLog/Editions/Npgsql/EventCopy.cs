using Npgsql;
using NpgsqlTypes;

namespace ReferralBroker.EventLog;

/// <summary>Writes events as they are, positions and all, into an empty log.</summary>
internal static class EventCopy
{
    public static Task<NpgsqlBinaryImporter> BeginAsync(NpgsqlConnection connection, CancellationToken stop) => connection.BeginBinaryImportAsync(
        "copy log.event (position, stream, version, type, actor, recorded_at, occurred_on, correlation, causation, command, data) from stdin (format binary)", stop);

    /// <summary>Writes one. The names in it have been given keys before: while rows stream in, the connection can do nothing else.</summary>
    public static async Task WriteAsync(NpgsqlBinaryImporter rows, NpgsqlConnection connection, Names names, RecordedEvent e, CancellationToken stop)
    {
        await rows.StartRowAsync(stop);
        await rows.WriteAsync(e.Position, NpgsqlDbType.Bigint, stop);
        await rows.WriteAsync(e.Stream, NpgsqlDbType.Uuid, stop);
        await rows.WriteAsync(e.Version, NpgsqlDbType.Integer, stop);
        await rows.WriteAsync(await names.TypeAsync(connection, e.Type, stop), NpgsqlDbType.Integer, stop);
        await rows.WriteAsync(await names.ActorAsync(connection, e.Actor, stop), NpgsqlDbType.Integer, stop);
        await rows.WriteAsync(e.RecordedAt, NpgsqlDbType.TimestampTz, stop);
        await rows.WriteAsync(e.OccurredOn, NpgsqlDbType.Date, stop);
        await rows.WriteAsync(e.CorrelationId, NpgsqlDbType.Uuid, stop);
        if (e.CausationId is { } causation) await rows.WriteAsync(causation, NpgsqlDbType.Uuid, stop);
        else await rows.WriteNullAsync(stop);
        await rows.WriteAsync(e.CommandId, NpgsqlDbType.Uuid, stop);
        await rows.WriteAsync(e.Data, NpgsqlDbType.Json, stop);
    }

    /// <summary>They stand where they belong already.</summary>
    public static Task FinishAsync(NpgsqlConnection connection, CancellationToken stop) => Task.CompletedTask;
}
