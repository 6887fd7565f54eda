using System.Diagnostics;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>Holds up whatever would be written to the log, so that the server seems not to answer, until it is let go.</summary>
internal sealed class SlowLog : IAsyncDisposable
{
    private readonly NpgsqlConnection _holds;
    private readonly NpgsqlDataSource _database;
    private NpgsqlTransaction? _transaction;

    private SlowLog(NpgsqlDataSource database, NpgsqlConnection holds, NpgsqlTransaction transaction) => (_database, _holds, _transaction) = (database, holds, transaction);

    public static async Task<SlowLog> BeginAsync(BrokerHost broker)
    {
        // Connections of our own, which the broker does not run out of.
        var database = NpgsqlDataSource.Create(broker.Database);
        var connection = await database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"lock table {EventTable.Name} in exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        return new(database, connection, transaction);
    }

    /// <summary>Waits until somebody has come who would write.</summary>
    public async Task WaitedForAsync()
    {
        await using var ask = _database.CreateCommand($"select exists (select from pg_locks where relation = '{EventTable.Name}'::regclass and not granted)");
        for (var waited = Stopwatch.StartNew(); !(bool)(await ask.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;)
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "somebody comes to write");
    }

    public async Task EndAsync()
    {
        if (_transaction is { } transaction) await transaction.CommitAsync();
        _transaction = null;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _holds.DisposeAsync();
        await _database.DisposeAsync();
    }
}
