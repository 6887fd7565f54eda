using System.Diagnostics;
using Npgsql;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>Where a hand-made follower reads a log on PostgreSQL and keeps its rows and its checkpoint: in tables of its own, by plain statements.</summary>
internal sealed class PostgresStore(TestLog log) : IFollowerStore
{
    private const string Tables = """
        create schema by_hand;
        create table by_hand.applied (place bigint generated always as identity, position bigint not null, stream uuid not null, version integer not null);
        create table by_hand.mark (transaction bigint not null, position bigint not null);
        insert into by_hand.mark values (0, 0);
        """;

    public const string Applied = "by_hand.applied";

    public const string Clear = "delete from by_hand.applied; update by_hand.mark set transaction = 0, position = 0";

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public TimeSpan Now => _clock.Elapsed;

    public static async Task<PostgresStore> StartAsync(TestLog log)
    {
        await log.RunAsync(Tables);
        return new(log);
    }

    public Task<long> LastDrawnAsync() => log.AskAsync<long>($"select coalesce(pg_sequence_last_value('{EventTable.Sequence}'::regclass), 0)");

    public async Task<HashSet<string>> AppendingAsync() => [.. await log.AskAsync<string[]>($"""
        select coalesce(array_agg(virtualtransaction), array[]::text[]) from pg_locks
         where locktype = 'relation' and mode = 'RowExclusiveLock' and granted and relation = '{EventTable.Name}'::regclass
           and database = (select oid from pg_database where datname = current_database())
        """)];

    // The oldest transaction that is open in this database: a real reader of this kind waits for those of every other database of the server too.
    // In this cluster no transaction id has come round, so ids compare as numbers.
    public async Task<Snapshot> RowsAsync(long after, bool uncommittedToo)
    {
        if (uncommittedToo) throw new NotSupportedException("PostgreSQL shows nobody what is not committed.");
        await using var command = log.Database.CreateCommand($"""
            select e.{EventTableByHand.Position}, e.{EventTableByHand.Stream}, e.version, e.xmin::text::bigint,
                   coalesce((select min(backend_xid::text::bigint) from pg_stat_activity where datname = current_database()), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
              from {EventTable.Name} e where e.{EventTableByHand.Position} > $1 order by 1
            """);
        command.Parameters.Add(new() { Value = after });
        await using var row = await command.ExecuteReaderAsync();
        var (rows, oldest) = (new List<LogRow>(), 0L);
        while (await row.ReadAsync())
        {
            rows.Add(new(new(row.GetInt64(0), row.GetGuid(1), row.GetInt32(2)), row.GetInt64(3)));
            oldest = row.GetInt64(4);
        }
        return new(rows, oldest);
    }

    public async Task<Mark> MarkAsync()
    {
        await using var command = log.Database.CreateCommand("select transaction, position from by_hand.mark");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new(row.GetInt64(0), row.GetInt64(1));
    }

    public async Task<IFollowerWrite> BeginAsync()
    {
        var connection = await log.Followers.OpenConnectionAsync();
        return new Write(connection, await connection.BeginTransactionAsync());
    }

    public Task PassTimeAsync() => Task.Delay(1);

    private sealed class Write(NpgsqlConnection connection, NpgsqlTransaction transaction) : IFollowerWrite
    {
        public Task RowAsync(Entry row) => RunAsync("insert into by_hand.applied (position, stream, version) values ($1, $2, $3)", row.Position, row.Stream, row.Version);

        public Task MarkAsync(Mark mark) => RunAsync("update by_hand.mark set transaction = $1, position = $2", mark.Transaction, mark.Position);

        public Task CommitAsync() => transaction.CommitAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }

        private async Task RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }
}
