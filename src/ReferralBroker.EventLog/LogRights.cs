using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>What the role of this connection must be allowed to do on the log, and what it must not.</summary>
public static class LogRights
{
    private const string Missing = $"""
        with needed(kind, thing, rights) as (values
            ('schema',   'log',                    'usage'),
            ('table',    'public.log_schema_step', 'select'),
            ('table',    'log.incarnation',        'select'),
            ('table',    'log.event_type',         'select,insert'),
            ('table',    'log.actor',              'select,insert'),
            ('table',    'log.client',             'select,insert'),
            {EventTable.Rights},
            ('table',    'log.command',            'select,insert'),
            ('table',    'log.claim',              'select,insert,delete'),
            ('table',    'log.checkpoint',         'select,insert,update,delete'),
            ('table',    'log.parked',             'select,insert,update,delete')),
        asked as (select kind, thing, r as wanted from needed, unnest(string_to_array(rights, ',')) as r)
        select wanted || ' on ' || kind || ' ' || thing from asked
         where not case kind when 'schema'   then has_schema_privilege(thing, wanted)
                             when 'sequence' then has_schema_privilege('log', 'usage') and has_sequence_privilege(thing, wanted)
                             else (thing like 'public.%' or has_schema_privilege('log', 'usage')) and has_table_privilege(thing, wanted) end
        union all
        select 'create on database ' || current_database() where not has_database_privilege(current_database(), 'create')
        """;

    /// <summary>Looks at every right that appends and followers need.</summary>
    /// <exception cref="LogException">Some are missing; the message names the role, and each right and what it is on.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var role = new NpgsqlCommand("select current_user::text from pg_namespace where nspname = 'log'", connection);
        // Where there is no log yet there is nothing to have rights on: that is for LogConditions to say.
        if (await role.ExecuteScalarAsync(stop) is not string name) return;
        await using var command = new NpgsqlCommand(Missing, connection);
        await using var row = await command.ExecuteReaderAsync(stop);
        var missing = new List<string>();
        while (await row.ReadAsync(stop)) missing.Add(row.GetString(0));
        if (missing.Count > 0)
            throw new LogException($"The role '{name}' lacks rights on the log: {string.Join("; ", missing)}. Grant them to it as the owner of the tables (grant RIGHT on THING to {name}).");
    }
}
