using Npgsql;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

/// <summary>An append that has drawn its positions and is not committed yet, on a connection of its own.</summary>
internal sealed class OpenAppend : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private readonly TestLog _log;
    private readonly List<Guid> _streams = [];

    private OpenAppend(TestLog log, NpgsqlConnection connection, NpgsqlTransaction transaction) => (_log, _connection, _transaction) = (log, connection, transaction);

    public static async Task<OpenAppend> BeginAsync(TestLog log)
    {
        await log.RunAsync("insert into log.event_type (name) values ($1) on conflict do nothing", TestLog.Noted);
        await log.RunAsync("""insert into log.actor ("user", role, organisation) values ('u-2', 'clinician', 'o-2') on conflict do nothing""");
        var connection = await log.Database.OpenConnectionAsync();
        return new(log, connection, await connection.BeginTransactionAsync());
    }

    /// <summary>Inserts an event and answers the position it drew.</summary>
    public async Task<long> InsertAsync(Guid stream, int version)
    {
        _streams.Add(stream);
        await _log.RunAsync(EventTableByHand.BeginStream, stream);
        await using var command = new NpgsqlCommand(EventTableByHand.Insert, _connection);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = version });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task CommitAsync()
    {
        await using var command = new NpgsqlCommand(EventTableByHand.EndAppend, _connection);
        command.Parameters.Add(new() { Value = _streams.ToArray() });
        await command.ExecuteNonQueryAsync();
        await _transaction.CommitAsync();
    }

    public Task RollbackAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
