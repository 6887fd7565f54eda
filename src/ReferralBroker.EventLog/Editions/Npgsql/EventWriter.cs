using Npgsql;
using NpgsqlTypes;

namespace ReferralBroker.EventLog;

/// <summary>Writes an append in one batch, one round trip, its own transaction: nothing of ours can stand between drawing a position and making it visible.</summary>
internal static class EventWriter
{
    // Positions are drawn by the insert, in the order of "place", so within a stream they rise with the version.
    private const string AppendSql = $"""
        with moved as (
            select 1 from unnest($1::uuid[], $2::int[]) as s(stream, version)
             where s.version <> coalesce((select max(e.version) from log.event e where e.stream = s.stream), 0)),
        {ClaimExchange.Parts},
        appended as (
            insert into log.event (stream, version, type, actor, recorded_at, occurred_on, correlation, causation, command, data)
            select n.stream, n.version, n.type, $11, $12, n.occurred_on, $13, $14, $15, n.data
              from unnest($7::uuid[], $8::int[], $9::int[], $10::date[], $18::json[]) with ordinality as n(stream, version, type, occurred_on, data, place)
             where not exists (select from moved)
             order by n.place
            returning position, stream, version)
        insert into log.command (client, id, content_hash, last_position, streams, versions)
        select $16, $15, $17, max(latest), array_agg(stream order by earliest), array_agg(version order by earliest)
          from (select stream, max(version) as version, min(position) as earliest, max(position) as latest from appended group by stream) as written
        having count(*) > 0
        returning last_position
        """;

    /// <summary>Writes it whole, or nothing; null where a stream has moved on since it was read, or the command is remembered already.</summary>
    public static async Task<long?> WriteAsync(NpgsqlConnection connection, Names names, AppendRequest request, CancellationToken stop)
    {
        await using var batch = await PrepareAsync(connection, names, request, stop);
        await using var row = await batch.ExecuteReaderAsync(stop);
        await row.NextResultAsync(stop);
        return await row.ReadAsync(stop) ? row.GetInt64(0) : null;
    }

    private static async Task<NpgsqlBatch> PrepareAsync(NpgsqlConnection connection, Names names, AppendRequest request, CancellationToken stop)
    {
        var events = request.Streams.SelectMany(s => s.Events.Select((e, i) => (s.Stream, Version: s.ExpectedVersion + i + 1, Event: e))).ToArray();
        var types = new int[events.Length];
        for (var i = 0; i < events.Length; i++) types[i] = await names.TypeAsync(connection, events[i].Event.Type, stop);
        var command = new NpgsqlBatchCommand(AppendSql);
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        const NpgsqlDbType Array = NpgsqlDbType.Array;
        foreach (var (value, type) in ClaimExchange.Parameters(request)) Add(value, type);
        Add(events.Select(e => e.Stream).ToArray(), Array | NpgsqlDbType.Uuid);
        Add(events.Select(e => e.Version).ToArray(), Array | NpgsqlDbType.Integer);
        Add(types, Array | NpgsqlDbType.Integer);
        Add(events.Select(e => e.Event.OccurredOn).ToArray(), Array | NpgsqlDbType.Date);
        Add(await names.ActorAsync(connection, request.Actor, stop), NpgsqlDbType.Integer);
        Add(request.RecordedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(request.CorrelationId, NpgsqlDbType.Uuid);
        Add(request.CausationId, NpgsqlDbType.Uuid);
        Add(request.Command.Id, NpgsqlDbType.Uuid);
        Add(await names.ClientAsync(connection, request.Command.Client, stop), NpgsqlDbType.Integer);
        Add(request.Command.ContentHash, NpgsqlDbType.Bytea);
        Add(events.Select(e => e.Event.Data).ToArray(), Array | NpgsqlDbType.Json);
        return new NpgsqlBatch(connection) { BatchCommands = { StreamLocks.Of(request), command } };
    }
}
