using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Hosting;

/// <summary>Tables of the server's own beside the log, in the log's database: made where they are not there, and never changed since.</summary>
/// <param name="Schema">The schema's name: composed into statements, it is never input.</param>
/// <param name="Table">The table by which it is known to be there.</param>
/// <param name="Tables">What makes it.</param>
/// <param name="What">What the table holds, in words: "sessions".</param>
internal sealed record OwnSchema(string Schema, string Table, string Tables, string What)
{
    /// <summary>Makes the tables where they are not there. Several processes may call it at once.</summary>
    public async Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var wait = new NpgsqlCommand($"select pg_advisory_xact_lock(hashtextextended('{Schema}.migrate', 0))", connection)) await wait.ExecuteNonQueryAsync(stop);
        if (await IsThereAsync(connection, stop)) return;
        await using var make = new NpgsqlCommand(Tables, connection);
        await make.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Looks whether they are there.</summary>
    /// <exception cref="LogException">They are not; the message says what to do.</exception>
    public async Task CheckAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        if (!await IsThereAsync(connection, stop)) throw new LogException($"The table of {What} is missing: run 'migrate' as the role that owns the tables.");
    }

    private async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"select to_regclass('{Schema}.{Table}') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}
