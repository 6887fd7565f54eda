using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.SignIn;

/// <summary>The table of those who are logged in, in the log's database.</summary>
public static class SessionSchema
{
    private const string Tables = """
        create schema access;

        -- A session by the hash of its cookie's secret. Whose it is stands in the cookie alone.
        create table access.session (
            id         bytea primary key,
            started_at timestamptz not null,
            seen_at    timestamptz not null);
        create index on access.session (seen_at);
        """;

    /// <summary>Makes the table where it is not there. Several processes may call it at once.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('access.migrate', 0))", connection)) await wait.ExecuteNonQueryAsync(stop);
        if (await IsThereAsync(connection, stop)) return;
        await using var make = new NpgsqlCommand(Tables, connection);
        await make.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Looks whether people can log in.</summary>
    /// <exception cref="LogException">They cannot; the message says what to do.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        if (!await IsThereAsync(connection, stop)) throw new LogException("The table of sessions is missing: run 'migrate' as the role that owns the tables.");
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select to_regclass('access.session') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}
