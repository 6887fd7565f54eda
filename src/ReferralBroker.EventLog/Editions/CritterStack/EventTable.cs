using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>Where events stand: in Marten's table. Its views show them as the log's readers know them.</summary>
public static class EventTable
{
    /// <summary>The edition that this log is of.</summary>
    public const string Edition = "CritterStack";

    /// <summary>The table that an append inserts into. The lock on it tells followers what is under way.</summary>
    public const string Name = "log.mt_events";

    /// <summary>The sequence that positions are drawn from.</summary>
    public const string Sequence = "log.mt_events_sequence";

    /// <summary>The constraint that no position stands twice.</summary>
    public const string PositionKey = "pkey_mt_events_seq_id";

    /// <summary>The index that no version of a stream stands twice.</summary>
    public const string VersionKey = "pk_mt_events_stream_and_version";

    /// <summary>Marten's tables and functions, and the log's views of them.</summary>
    internal static string Tables => $"""
        {MartenEvents.Script}

        -- Its function draws positions as whoever calls it. One drawn in vain is a hole, and no more.
        grant usage on sequence log.mt_events_sequence to public;

        -- Marten's rows hold names in words, so nothing else keeps the lists of names from being emptied.
        create trigger names_never_truncated before truncate on log.event_type for each statement execute function log.refuse_change();
        create trigger names_never_truncated before truncate on log.actor for each statement execute function log.refuse_change();

        -- Names as Marten keeps them, and what it has no column for out of its headers.
        create view log.event_in_words as
            select seq_id as position, stream_id as stream, version::integer as version, type as name, timestamp as recorded_at,
                   (headers ->> 'occurredOn')::date as occurred_on, user_name as "user", headers ->> 'role' as role, headers ->> 'organisation' as organisation,
                   correlation_id::uuid as correlation, causation_id::uuid as causation, (headers ->> 'command')::uuid as command, data
              from log.mt_events;

        -- The same by the small keys of names. Outer joins, so that a reader who asks for no name does not pay for it.
        create view log.event as
            select w.position, w.stream, w.version, t.id as type, a.id as actor, w.recorded_at, w.occurred_on, w.correlation, w.causation, w.command, w.data
              from log.event_in_words w
              left join log.event_type t on t.name = w.name
              left join log.actor a on a."user" = w."user" and a.role = w.role and a.organisation = w.organisation;
        """;

    /// <summary>Every event as <see cref="LogSession.ReadEvent"/> reads it; what follows may ask by the columns of <c>e</c>.</summary>
    internal const string Select = """
        select e.position, e.stream, e.version, e.name, e.recorded_at, e.occurred_on, e."user", e.role, e.organisation,
               e.correlation, e.causation, e.command, e.data
          from log.event_in_words e
        """;

    /// <summary>What a role needs that appends and follows, as rows for <see cref="LogRights"/>.</summary>
    internal const string Rights = """
        ('sequence', 'log.mt_events_sequence', 'select'),
        ('sequence', 'log.mt_events_sequence', 'usage'),
        ('table',    'log.mt_events',          'select,insert'),
        ('table',    'log.mt_streams',         'select,insert,update'),
        ('table',    'log.event_in_words',     'select'),
        ('table',    'log.event',              'select')
        """;

    /// <summary>A newer Marten may need its tables and functions changed.</summary>
    internal static Task MigrateAsync(NpgsqlDataSource database) => MartenEvents.MigrateAsync(database);
}
