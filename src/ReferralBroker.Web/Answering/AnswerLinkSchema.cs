using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Answering;

/// <summary>The table of links that let a team answer a referral without an account, in the log's database.</summary>
public static class AnswerLinkSchema
{
    private const string Tables = """
        create schema answering;

        -- A link is known by its id, which nobody can make without the vault's key. Address and code stand here as keyed hashes alone.
        create table answering.link (
            id            uuid primary key,
            referral      uuid not null,
            organisation  uuid not null,
            address       text not null,
            made_at       timestamptz not null,
            expires_at    timestamptz not null,
            revoked_at    timestamptz,
            code          text,
            code_until    timestamptz,
            attempts      int not null default 0,
            codes         int not null default 0,
            codes_in_hour int not null default 0,
            hour_from     timestamptz not null);
        create index on answering.link (organisation) where revoked_at is null;
        """;

    /// <summary>Makes the table where it is not there. Several processes may call it at once.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('answering.migrate', 0))", connection)) await wait.ExecuteNonQueryAsync(stop);
        if (await IsThereAsync(connection, stop)) return;
        await using var make = new NpgsqlCommand(Tables, connection);
        await make.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>Looks whether teams can answer.</summary>
    /// <exception cref="LogException">They cannot; the message says what to do.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        if (!await IsThereAsync(connection, stop)) throw new LogException("The table of answer links is missing: run 'migrate' as the role that owns the tables.");
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select to_regclass('answering.link') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}
