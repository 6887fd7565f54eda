using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// What the promises of the log rest on, asked of the server itself: once before a process begins, and by each follower whenever it takes the lead,
/// so also after every restart and failover. What does not hold is refused, with the remedy.
/// </summary>
public static class LogConditions
{
    /// <summary>The oldest server whose ways were tested: it shows a prepared transaction under the virtual id it had before.</summary>
    private const int OldestServer = 150000;

    private const string Ask = $"""
        select current_setting('server_version_num')::int, pg_is_in_recovery(), current_setting('transaction_isolation'),
               s.seqcache, s.seqincrement, s.seqcycle,
               coalesce(pg_sequence_last_value('{EventTable.Sequence}'::regclass), 0), coalesce((select position from log.event order by position desc limit 1), 0),
               (select coalesce(string_agg(name, ', '), '')
                  from unnest(array['event_never_changes', 'event_never_truncated', 'command_never_changes', 'command_never_truncated']) as needed(name)
                 where not exists (select from pg_trigger t where t.tgname = name and t.tgenabled in ('O', 'A') and t.tgrelid in ('{EventTable.Name}'::regclass, 'log.command'::regclass))),
               has_sequence_privilege('{EventTable.Sequence}', 'select, usage')
          from pg_sequence s where s.seqrelid = '{EventTable.Sequence}'::regclass
        """;

    /// <summary>Checks them all.</summary>
    /// <exception cref="LogException">One of them does not hold; the message names it and the remedy.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await CheckAsync(connection, stop);
    }

    internal static async Task CheckAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await CheckTablesAsync(connection, stop);
        await using var command = new NpgsqlCommand(Ask, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        if (!row.GetBoolean(9))
            // Newer servers answer nothing to one without the right, as if nothing had ever been drawn.
            throw new LogException($"This role may not read how far the sequence {EventTable.Sequence} has come: grant select on sequence {EventTable.Sequence}.");
        if (row.GetInt32(0) < OldestServer)
            throw new LogException($"The server is of version {row.GetInt32(0) / 10000}: the broker needs PostgreSQL 15 or newer.");
        if (row.GetBoolean(1))
            throw new LogException("The server is a standby. The broker needs the primary: name that in Broker:Database, or promote this one.");
        if (row.GetString(2) != "read committed")
            throw new LogException($"Sessions begin with isolation '{row.GetString(2)}': the log needs 'read committed', which it asks for at each connection. Something between it and the server drops what it asks for: connect without that.");
        if (row.GetInt64(3) != 1)
            throw new LogException($"The sequence {EventTable.Sequence} has cache {row.GetInt64(3)}, it must be 1: alter sequence {EventTable.Sequence} cache 1.");
        if (row.GetInt64(4) != 1 || row.GetBoolean(5))
            throw new LogException($"The sequence {EventTable.Sequence} must go up by 1 and never begin anew: alter sequence {EventTable.Sequence} increment 1 no cycle.");
        if (row.GetInt64(6) < row.GetInt64(7))
            throw new LogException($"The sequence {EventTable.Sequence} stands at {row.GetInt64(6)}, behind the log's last event at {row.GetInt64(7)}: the log was restored or reset without it. select setval('{EventTable.Sequence}', {row.GetInt64(7)}), then run 'verify'.");
        if (row.GetString(8) is { Length: > 0 } missing)
            throw new LogException($"The log can be changed: {missing} is missing or switched off. alter table {EventTable.Name} enable trigger all; alter table log.command enable trigger all; then run 'verify'.");
    }

    private static async Task CheckTablesAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('public.log_schema_step') is not null", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(stop))!)
            throw new LogException("The database has no tables of the log: run 'migrate' first.");
        await using var step = new NpgsqlCommand("select coalesce(max(step), 0) from public.log_schema_step", connection);
        var applied = (int)(await step.ExecuteScalarAsync(stop))!;
        if (applied < LogSchema.NewestStep)
            throw new LogException($"The log's tables are at step {applied}, this program needs step {LogSchema.NewestStep}: run 'migrate' first.");
        if (applied > LogSchema.NewestStep)
            throw new LogException($"The log's tables are at step {applied}, this program knows only {LogSchema.NewestStep}: start the newer program.");
        await LogSchema.RefuseOtherEditionAsync(connection, stop);
    }
}
