using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Looks;

/// <summary>The table of the record of looks, in the log's database.</summary>
public static class LookTrailSchema
{
    private const string Tables = """
        create schema looks;

        -- Each row's seal is a keyed hash over the row and the seal before it, with a key that this database does not hold.
        create table looks.look (
            number       bigint primary key check (number > 0),
            at           timestamptz not null,
            "user"       text not null,
            role         text not null,
            organisation uuid not null,
            what         text not null,
            ground       text not null,
            people       uuid[] not null,
            correlation  uuid not null,
            record       uuid,
            sought       text,
            refused      text,
            seal         bytea not null);
        create index on looks.look using gin (people);
        create index on looks.look (organisation, number);
        create index on looks.look ("user", number);
        create index on looks.look (sought, number) where sought is not null;

        create function looks.refuse_change() returns trigger language plpgsql as
        $$ begin raise exception 'the record of looks is append-only: % is refused', tg_op; end $$;

        create trigger look_never_changes before update or delete on looks.look
            for each row execute function looks.refuse_change();
        create trigger look_never_truncated before truncate on looks.look
            for each statement execute function looks.refuse_change();
        -- Whatever default privileges gave: beside the owner nobody may do more than read and add.
        do $$
        declare role text;
        begin
            for role in select distinct grantee from information_schema.role_table_grants
                         where (table_schema, table_name) = ('looks', 'look') and grantee <> current_user and grantee <> 'PUBLIC' loop
                execute format('revoke update, delete, truncate, trigger on looks.look from %I', role);
            end loop;
            revoke update, delete, truncate, trigger on looks.look from public;
        end $$;
        """;

    /// <summary>Makes the table where it is not there. Several processes may call it at once.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('looks.migrate', 0))", connection)) await wait.ExecuteNonQueryAsync(stop);
        if (!await IsThereAsync(connection, stop))
        {
            await using var make = new NpgsqlCommand(Tables, connection);
            await make.ExecuteNonQueryAsync(stop);
        }
        await transaction.CommitAsync(stop);
    }

    /// <summary>Looks whether looks can be recorded, and whether what refuses changes to them is in force.</summary>
    /// <exception cref="LogException">They cannot; the message says what to do.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        if (!await IsThereAsync(connection, stop)) throw new LogException("The table of the record of looks is missing: run 'migrate' as the role that owns the tables.");
        await using var command = new NpgsqlCommand("""
            select has_table_privilege('looks.look', 'select') and has_table_privilege('looks.look', 'insert'),
                   (select count(*) from pg_trigger where tgrelid = 'looks.look'::regclass and tgname in ('look_never_changes', 'look_never_truncated') and tgenabled in ('O', 'A'))
            """, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        if (!row.GetBoolean(0)) throw new LogException("This role may not select from and insert into looks.look. Grant it that as the owner of the table.");
        if (row.GetInt64(1) < 2) throw new LogException("The triggers that refuse changes to looks.look are off or gone. Enable them as the owner of the table.");
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select to_regclass('looks.look') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}
