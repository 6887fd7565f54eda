namespace ReferralBroker.Testing;

/// <summary>What tests do to the table of events by hand and no program of the broker does, in the words of the edition's table.</summary>
internal static class EventTableByHand
{
#if CRITTER_STACK
    public const string Position = "seq_id";
    public const string Stream = "stream_id";
    public const string RecordedAt = "timestamp";

    /// <summary>Needed before the first event of a stream, in a transaction of its own: an open one would hold up whoever else begins the stream.</summary>
    public const string BeginStream = "insert into log.mt_streams (id, version) values ($1, 0) on conflict do nothing";

    /// <summary>Inserts an event of stream $1 and version $2, and answers its position.</summary>
    public const string Insert = $"""
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers, user_name)
        select nextval('log.mt_events_sequence'), {Copied}
        returning seq_id
        """;

    /// <summary>The same at position 1.</summary>
    public const string InsertFirst = $"""
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers, user_name)
        select 1, {Copied}
        """;

    /// <summary>What Marten's own function does at the end of an append.</summary>
    public const string EndAppend = "update log.mt_streams s set version = (select max(e.version) from log.mt_events e where e.stream_id = s.id) where s.version = 0 or s.id = any($1)";

    public const string DeleteAll = "delete from log.mt_events; delete from log.mt_streams;";

    /// <summary>Frees the column of positions for changes.</summary>
    public const string FreePosition = "select 1";

    public const string BecomesRegistration = "type = 'person.registered.v1'";

    private const string Copied = """
        gen_random_uuid(), $1, $2, '{}', (select min(name) from log.event_type), now(), 'ReferralBroker.EventLog.Payload, ReferralBroker.EventLog', $1::text,
               jsonb_build_object('role', a.role, 'organisation', a.organisation, 'command', $1::text, 'occurredOn', current_date::text), a."user"
          from (select * from log.actor order by id limit 1) a
        """;
#else
    public const string Position = "position";
    public const string Stream = "stream";
    public const string RecordedAt = "recorded_at";

    /// <summary>Needed before the first event of a stream: nothing here.</summary>
    public const string BeginStream = "select $1::uuid";

    /// <summary>Inserts an event of stream $1 and version $2, and answers its position.</summary>
    public const string Insert = $"""
        insert into log.event (stream, version, type, actor, recorded_at, occurred_on, correlation, command, data) {Copied} returning position
        """;

    /// <summary>The same at position 1.</summary>
    public const string InsertFirst = $"""
        insert into log.event (position, stream, version, type, actor, recorded_at, occurred_on, correlation, command, data)
        overriding system value select 1, made.* from ({Copied}) made
        """;

    /// <summary>Needed before an append is committed: nothing here.</summary>
    public const string EndAppend = "select $1::uuid[]";

    public const string DeleteAll = "delete from log.event;";

    /// <summary>Frees the column of positions for changes.</summary>
    public const string FreePosition = "alter table log.event alter position drop identity";

    public const string BecomesRegistration = "type = (select id from log.event_type where name = 'person.registered.v1')";

    private const string Copied = """
        select $1::uuid, $2::integer, (select min(id) from log.event_type), (select min(id) from log.actor), now(), current_date, $1::uuid, $1::uuid, '{}'::json
        """;
#endif
}
