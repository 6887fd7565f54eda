using Npgsql;

namespace ReferralBroker.Application.Vault;

/// <summary>The vault's tables, in its own database.</summary>
internal static class VaultSchema
{
    private const string Tables = """
        create schema if not exists vault;

        create table if not exists vault.secret (
            name    text primary key,
            wrapped bytea not null,
            master  text not null);

        create table if not exists vault.person_key (
            person  uuid primary key,
            wrapped bytea not null,
            master  text not null,
            made_at timestamptz not null default now());

        -- How far the record of looks had come: kept apart from it, so that an end that was cut off is missed.
        create table if not exists vault.look_anchor (
            only_row boolean primary key default true check (only_row),
            number   bigint not null,
            seal     bytea not null,
            at       timestamptz not null default now());

        -- The keys under which cookies and forms are protected, so that every process takes those of the others and a restart logs nobody out.
        create table if not exists vault.web_key (
            name    text primary key,
            wrapped bytea not null,
            master  text not null,
            made_at timestamptz not null default now());

        -- Kept when everything else of a person is gone: after a restore, whoever stands here is erased again.
        create table if not exists vault.erased (
            person    uuid primary key,
            erased_at timestamptz not null default now());
        """;

    /// <summary>Whether the newest of the tables is there.</summary>
    public static async Task<bool> IsThereAsync(NpgsqlDataSource keys, CancellationToken stop)
    {
        await using var command = keys.CreateCommand("select to_regclass('vault.web_key') is not null");
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    public static async Task MigrateAsync(NpgsqlDataSource keys, CancellationToken stop)
    {
        await using var connection = await keys.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // "if not exists" is no guard against two sessions at once, so they queue.
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock(hashtextextended('vault.migrate', 0)); {Tables}", connection);
        await command.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }
}
