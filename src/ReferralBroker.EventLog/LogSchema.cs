using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>The tables of the log, as numbered steps that are applied once each and in order.</summary>
public static class LogSchema
{
    private static string Step1 => $"""
        create schema log;

        -- Which life of the log this is: a restored or imported log gets another id, and followers refuse a checkpoint of an earlier one.
        create table log.incarnation (
            only_row   boolean primary key default true check (only_row),
            id         uuid not null default gen_random_uuid(),
            synthetic  boolean not null default false,
            started_at timestamptz not null default now());
        insert into log.incarnation default values;

        create table log.event_type (
            id   integer generated always as identity primary key,
            name text not null unique);

        create table log.actor (
            id           integer generated always as identity primary key,
            "user"       text not null,
            role         text not null,
            organisation text not null,
            unique ("user", role, organisation));

        create table log.client (
            id   integer generated always as identity primary key,
            name text not null unique);

        create function log.refuse_change() returns trigger language plpgsql as
        $$ begin raise exception 'the log is append-only: % on % is refused', tg_op, tg_table_name; end $$;

        {EventTable.Tables}

        create table log.command (
            client        integer not null references log.client,
            id            uuid not null,
            content_hash  bytea not null,
            last_position bigint not null,
            streams       uuid[] not null,
            versions      integer[] not null,
            constraint command_key primary key (client, id));

        create table log.claim (
            key    text collate "C" constraint claim_key primary key,
            stream uuid not null);

        create table log.checkpoint (
            follower    text primary key,
            version     integer not null,
            incarnation uuid not null,
            position    bigint not null,
            moved_at    timestamptz not null default clock_timestamp());

        create table log.parked (
            follower      text not null references log.checkpoint on update cascade on delete cascade,
            stream        uuid not null,
            from_position bigint not null,
            error         text not null,
            parked_at     timestamptz not null default clock_timestamp(),
            primary key (follower, stream));

        create trigger event_never_changes before update or delete on {EventTable.Name}
            for each row execute function log.refuse_change();
        create trigger event_never_truncated before truncate on {EventTable.Name}
            for each statement execute function log.refuse_change();
        create trigger command_never_changes before update or delete on log.command
            for each row execute function log.refuse_change();
        create trigger command_never_truncated before truncate on log.command
            for each statement execute function log.refuse_change();

        revoke truncate on {EventTable.Name}, log.command from public;
        revoke update on sequence {EventTable.Sequence} from public;
        """;

    // Which simulation filled it, so that one that was cut off can go on and no other can add to it.
    private const string Step2 = "alter table log.incarnation add column simulation uuid";

    // What a follower's tables were made from, so that another one under its name is told from it. Rows made before do not say.
    private const string Step3 = "alter table log.checkpoint add column tables_hash bytea";

    private static readonly string[] Steps = [Step1, Step2, Step3];

    /// <summary>The step this program needs and makes.</summary>
    internal static int NewestStep => Steps.Length;

    /// <summary>Brings the tables to the newest step. Several processes may call it at once.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // A change that waits for a table makes everybody behind it wait too.
        await Run(connection, "set local lock_timeout = '20s'", stop);
        await Run(connection, "select pg_advisory_xact_lock(hashtextextended('log.migrate', 0))", stop);
        await Run(connection, "create table if not exists public.log_schema_step (step integer primary key, applied_at timestamptz not null default now())", stop);
        await using var last = new NpgsqlCommand("select coalesce(max(step), 0) from public.log_schema_step", connection);
        var applied = (int)(await last.ExecuteScalarAsync(stop))!;
        if (applied > Steps.Length)
            throw new LogException($"The database is at step {applied} of the log's tables, this program knows only {Steps.Length}: start the newer program.");
        if (applied > 0) await RefuseOtherEditionAsync(connection, stop);
        for (var step = applied + 1; step <= Steps.Length; step++)
        {
            await Run(connection, Steps[step - 1], stop);
            await Run(connection, $"insert into public.log_schema_step (step) values ({step})", stop);
        }
        await transaction.CommitAsync(stop);
        await EventTable.MigrateAsync(database);
    }

    /// <summary>Refuses a log of another edition, before anything is asked of it in words that it does not know. A database without a log is none.</summary>
    /// <exception cref="LogException">The tables are those of another edition.</exception>
    public static async Task CheckEditionAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await RefuseOtherEditionAsync(connection, stop);
    }

    /// <summary>The steps of all editions have the same numbers; where events stand tells them apart. Looked up so that no right on the log is needed.</summary>
    internal static async Task RefuseOtherEditionAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var isOther = new NpgsqlCommand($"""
            select 'log.incarnation' = any(names) and not '{EventTable.Sequence}' = any(names)
              from (select array_agg(n.nspname || '.' || c.relname) as names from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'log') as made
            """, connection);
        if (await isOther.ExecuteScalarAsync(stop) is true)
            throw new LogException($"The log's tables are not those of this edition of the broker ({EventTable.Edition}). Start the edition that made them; or take the log over: 'log export' with that one, and 'log import' with this one into a new database.");
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
