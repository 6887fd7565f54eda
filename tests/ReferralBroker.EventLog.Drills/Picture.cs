using System.Data;
using Npgsql;

namespace ReferralBroker.EventLog.Drills;

internal sealed record PicturedEvent(long Position, Guid Stream, int Version, Guid Command, int Amount);

internal sealed record PicturedCommand(string Client, Guid Id, long LastPosition, IReadOnlyList<Guid> Streams, IReadOnlyList<int> Versions);

internal sealed record GivenRow(long Position, Guid Stream, int Version, bool InOrder);

internal sealed record SumRow(Guid Stream, long Events, long Amount, int LastVersion, long Digest);

/// <summary>
/// Everything that stands in a log and in its projections at one moment, read with plain statements in one snapshot. Nothing of what is under
/// test takes part in the reading.
/// </summary>
internal sealed record Picture(
    IReadOnlyList<PicturedEvent> Events,
    IReadOnlyList<PicturedCommand> Commands,
    IReadOnlyDictionary<string, long> Checkpoints,
    IReadOnlyList<(string Follower, Guid Stream, long From)> Parked,
    IReadOnlyList<GivenRow>? Given,
    IReadOnlyList<SumRow>? Sums)
{
    public long Last => Events.Count == 0 ? 0 : Events[^1].Position;

    public static async Task<Picture> TakeAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> row) => RowsAsync(connection, sql, row, stop);
        if (!await ExistsAsync(connection, "log.event", stop))
            return new([], [], new Dictionary<string, long>(), [], null, null);
        return new(
            await Rows("select position, stream, version, command, (data->>'amount')::int from log.event order by position",
                r => new PicturedEvent(r.GetInt64(0), r.GetGuid(1), r.GetInt32(2), r.GetGuid(3), r.GetInt32(4))),
            await Rows("select k.name, c.id, c.last_position, c.streams, c.versions from log.command c join log.client k on k.id = c.client",
                r => new PicturedCommand(r.GetString(0), r.GetGuid(1), r.GetInt64(2), r.GetFieldValue<Guid[]>(3), r.GetFieldValue<int[]>(4))),
            (await Rows("select follower, position from log.checkpoint", r => (Name: r.GetString(0), Position: r.GetInt64(1)))).ToDictionary(c => c.Name, c => c.Position),
            await Rows("select follower, stream, from_position from log.parked", r => (r.GetString(0), r.GetGuid(1), r.GetInt64(2))),
            !await ExistsAsync(connection, "given.given", stop) ? null : await Rows("select position, stream, version, in_order from given.given order by position",
                r => new GivenRow(r.GetInt64(0), r.GetGuid(1), r.GetInt32(2), r.GetBoolean(3))),
            !await ExistsAsync(connection, "sums.sums", stop) ? null : await Rows("select stream, events, amount, last_version, digest from sums.sums",
                r => new SumRow(r.GetGuid(0), r.GetInt64(1), r.GetInt64(2), r.GetInt32(3), r.GetInt64(4))));
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { new() { Value = table } } };
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await row.ReadAsync(stop)) rows.Add(read(row));
        return rows;
    }
}
