using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace ReferralBroker.Benchmarks;

/// <summary>
/// A log of many people made from one of few: each event of a person, conversation or referral is written several times over, each time under other ids of
/// these three; everything else once. So many referrals with whole courses would take hours to decide one by one, and reports are made from events.
/// </summary>
internal static partial class MultipliedLog
{
    /// <summary>Copies one database's log into another's, whose tables are there and empty.</summary>
    /// <returns>How many events were written.</returns>
    public static async Task<long> WriteAsync(NpgsqlDataSource from, NpgsqlDataSource to, int copies, CancellationToken stop)
    {
        await using var reading = await from.OpenConnectionAsync(stop);
        await using var writing = await to.OpenConnectionAsync(stop);
        var own = await StreamsAsync(reading, stop);
        // Every row refers to a type and an actor that were copied before; to look each of them up again takes longer than to write it.
        await using (var plain = new NpgsqlCommand("set session_replication_role = replica", writing)) await plain.ExecuteNonQueryAsync(stop);
        foreach (var (table, columns) in new[] { ("event_type", "id, name"), ("actor", "id, \"user\", role, organisation") }) await CopyAsync(reading, writing, table, columns, stop);
        await using (var synthetic = new NpgsqlCommand("update log.incarnation set synthetic = true", writing)) await synthetic.ExecuteNonQueryAsync(stop);
        long position = 0;
        await using (var select = new NpgsqlCommand("select stream, version, type, actor, recorded_at, occurred_on, correlation, causation, command, data::text from log.event order by position", reading) { CommandTimeout = 0 })
        await using (var row = await select.ExecuteReaderAsync(stop))
        await using (var writer = await writing.BeginBinaryImportAsync("copy log.event (position, stream, version, type, actor, recorded_at, occurred_on, correlation, causation, command, data) from stdin (format binary)", stop))
        {
            writer.Timeout = TimeSpan.FromHours(1);
            while (await row.ReadAsync(stop))
            {
                var (stream, data) = (row.GetGuid(0), row.GetString(9));
                for (var copy = 0; copy < (own.Contains(stream) ? copies : 1); copy++)
                {
                    await writer.StartRowAsync(stop);
                    await writer.WriteAsync(++position, NpgsqlDbType.Bigint, stop);
                    await writer.WriteAsync(Renamed(stream, copy), NpgsqlDbType.Uuid, stop);
                    await writer.WriteAsync(row.GetInt32(1), NpgsqlDbType.Integer, stop);
                    await writer.WriteAsync(row.GetInt32(2), NpgsqlDbType.Integer, stop);
                    await writer.WriteAsync(row.GetInt32(3), NpgsqlDbType.Integer, stop);
                    await writer.WriteAsync(row.GetFieldValue<DateTime>(4), NpgsqlDbType.TimestampTz, stop);
                    await writer.WriteAsync(row.GetFieldValue<DateOnly>(5), NpgsqlDbType.Date, stop);
                    await writer.WriteAsync(row.GetGuid(6), NpgsqlDbType.Uuid, stop);
                    if (row.IsDBNull(7)) await writer.WriteNullAsync(stop);
                    else await writer.WriteAsync(row.GetGuid(7), NpgsqlDbType.Uuid, stop);
                    await writer.WriteAsync(row.GetGuid(8), NpgsqlDbType.Uuid, stop);
                    var number = copy;
                    await writer.WriteAsync(copy == 0 ? data : Id().Replace(data, id => own.Contains(Guid.Parse(id.ValueSpan)) ? Renamed(Guid.Parse(id.ValueSpan), number).ToString() : id.Value), NpgsqlDbType.Json, stop);
                }
            }
            await writer.CompleteAsync(stop);
        }
        await using var next = new NpgsqlCommand("select setval('log.event_position', $1)", writing);
        next.Parameters.Add(new() { Value = position });
        await next.ExecuteNonQueryAsync(stop);
        return position;
    }

    /// <summary>The id that a copy has in place of another: the same for the same copy.</summary>
    private static Guid Renamed(Guid id, int copy)
    {
        if (copy == 0) return id;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        for (var at = 0; at < 4; at++) bytes[12 + at] ^= (byte)(copy >> (8 * at));
        return new(bytes);
    }

    private static async Task<HashSet<Guid>> StreamsAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("""
            select e.stream from log.event e join log.event_type t on t.id = e.type
             where e.version = 1 and (t.name like 'person.%' or t.name like 'conversation.%' or t.name like 'referral.%')
            """, connection) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(stop);
        var streams = new HashSet<Guid>();
        while (await row.ReadAsync(stop)) streams.Add(row.GetGuid(0));
        return streams;
    }

    private static async Task CopyAsync(NpgsqlConnection from, NpgsqlConnection to, string table, string columns, CancellationToken stop)
    {
        using var reader = await from.BeginTextExportAsync(string.Create(CultureInfo.InvariantCulture, $"copy log.{table} ({columns}) to stdout"), stop);
        await using var writer = await to.BeginTextImportAsync(string.Create(CultureInfo.InvariantCulture, $"copy log.{table} ({columns}) from stdin"), stop);
        await writer.WriteAsync(await reader.ReadToEndAsync(stop));
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
