using Npgsql;

namespace ReferralBroker.EventLog.Tests;

/// <summary>An append that has drawn its positions and is not committed yet, on a connection of its own.</summary>
internal sealed class OpenAppend : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private OpenAppend(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    public static async Task<OpenAppend> BeginAsync(TestLog log)
    {
        await log.RunAsync("insert into log.event_type (name) values ($1) on conflict do nothing", TestLog.Noted);
        await log.RunAsync("""insert into log.actor ("user", role, organisation) values ('u-2', 'clinician', 'o-2') on conflict do nothing""");
        var connection = await log.Database.OpenConnectionAsync();
        return new(connection, await connection.BeginTransactionAsync());
    }

    /// <summary>Inserts an event and answers the position it drew.</summary>
    public async Task<long> InsertAsync(Guid stream, int version)
    {
        await using var command = new NpgsqlCommand("""
            insert into log.event (stream, version, type, actor, recorded_at, occurred_on, correlation, command, data)
            select $1, $2, (select min(id) from log.event_type), (select min(id) from log.actor), now(), current_date, $1, $1, '{}'
            returning position
            """, _connection);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = version });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => _transaction.CommitAsync();

    public Task RollbackAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
