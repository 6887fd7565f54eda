using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>Where events stand: a table of the log's own.</summary>
public static class EventTable
{
    /// <summary>The edition that this log is of.</summary>
    public const string Edition = "default";

    /// <summary>The table that an append inserts into. The lock on it tells followers what is under way.</summary>
    public const string Name = "log.event";

    /// <summary>The sequence that positions are drawn from.</summary>
    public const string Sequence = "log.event_position";

    /// <summary>The constraint that no position stands twice.</summary>
    public const string PositionKey = "event_pkey";

    /// <summary>The constraint that no version of a stream stands twice.</summary>
    public const string VersionKey = "event_stream_version";

    internal const string Tables = """
        -- cache 1: a sequence that hands out blocks would draw positions long before they are inserted (see SettledReader).
        create table log.event (
            position    bigint generated always as identity (sequence name log.event_position cache 1) primary key,
            stream      uuid not null,
            version     integer not null check (version > 0),
            type        integer not null references log.event_type,
            actor       integer not null references log.actor,
            recorded_at timestamptz not null,
            occurred_on date not null,
            correlation uuid not null,
            causation   uuid,
            command     uuid not null,
            data        json not null,
            constraint event_stream_version unique (stream, version));
        """;

    /// <summary>Every event as <see cref="LogSession.ReadEvent"/> reads it; what follows may ask by the columns of <c>e</c>.</summary>
    internal const string Select = """
        select e.position, e.stream, e.version, t.name, e.recorded_at, e.occurred_on, a."user", a.role, a.organisation,
               e.correlation, e.causation, e.command, e.data
          from log.event e
          join log.event_type t on t.id = e.type
          join log.actor a on a.id = e.actor
        """;

    /// <summary>What a role needs that appends and follows, as rows for <see cref="LogRights"/>.</summary>
    internal const string Rights = """
        ('sequence', 'log.event_position', 'select'),
        ('table',    'log.event',          'select,insert')
        """;

    /// <summary>Nothing is left to do once the log's own steps are taken.</summary>
    internal static Task MigrateAsync(NpgsqlDataSource database) => Task.CompletedTask;
}
