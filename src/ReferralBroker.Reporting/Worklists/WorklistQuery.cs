using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Reporting.Worklists;

/// <summary>On which side of a referral an organisation stands.</summary>
public enum WorklistSide
{
    Either,

    /// <summary>The referral came to it and is still its own.</summary>
    Received,

    /// <summary>It sent the referral.</summary>
    Sent,
}

/// <summary>In which order rows come.</summary>
public enum WorklistOrder
{
    /// <summary>Overdue first, then by due date, then what is not due at all.</summary>
    Due,

    /// <summary>What was sent last comes first.</summary>
    Newest,

    /// <summary>What was sent first comes first.</summary>
    Oldest,
}

/// <summary>Which rows of a worklist are wanted.</summary>
/// <param name="Organisation">The organisation whose work it is, on the receiving side or the sending one.</param>
/// <param name="Today">The day on which it is asked; what was due before is overdue.</param>
public sealed record WorklistFilter(Guid Organisation, DateOnly Today)
{
    /// <summary>The side on which the organisation stands.</summary>
    public WorklistSide Side { get; init; }

    /// <summary>Only referrals in one of these states; null for all.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>Only those on which this side acts next.</summary>
    public string? NextActor { get; init; }

    /// <summary>Only referrals to this service.</summary>
    public Guid? Service { get; init; }

    /// <summary>Only referrals of this worker.</summary>
    public string? Worker { get; init; }

    /// <summary>Only those whose next step is overdue.</summary>
    public bool OverdueOnly { get; init; }

    /// <summary>Only those whose next step is due on the day itself.</summary>
    public bool DueTodayOnly { get; init; }

    /// <summary>Only those that no worker holds.</summary>
    public bool UnassignedOnly { get; init; }

    /// <summary>Also those that have ended.</summary>
    public bool IncludeEnded { get; init; }

    /// <summary>Only those that have ended.</summary>
    public bool EndedOnly { get; init; }

    /// <summary>In which order.</summary>
    public WorklistOrder Order { get; init; }

    /// <summary>How many rows are passed over first.</summary>
    public int Skip { get; init; }
}

/// <summary>How many rows of a worklist are alike.</summary>
public sealed record WorklistGroup(string State, string NextActor, bool IsOpen, bool IsOverdue, bool IsDueToday, string? Worker, Guid Service, int Count);

/// <summary>Where a page of a worklist ends.</summary>
public sealed record WorklistCursor(DateOnly DueOn, Guid Referral);

/// <summary>
/// A row of a worklist. Names are sealed: open them for those allowed. A row is settling while the log holds more of the referral or the person than
/// the list: what may be shown of them must then not be taken from it.
/// </summary>
public sealed record WorklistRow(
    Guid Referral, string Reference, Guid Person, Guid Survivor, string? FamilyName, string? GivenName, IReadOnlyList<string> Alerts, bool HasDied, bool AgreementWithdrawn, bool IsSettling,
    Guid Service, string ServiceName, Guid Provider, Guid Referrer, string State, string NextActor, string Awaited, DateOnly? DueOn, bool IsOverdue,
    string? Worker, string Need, IReadOnlyList<string> Risks, DateOnly SentOn, int Version, string Scope, bool HasLeftService)
{
    /// <summary>Whether nobody is to get in touch.</summary>
    public bool DoNotContact => Alerts.Contains(Codes.Name(ContactAlert.DoNotContact));

    /// <summary>The cursor after this row.</summary>
    public WorklistCursor Cursor => new(DueOn ?? DateOnly.MaxValue, Referral);
}

/// <summary>What needs doing.</summary>
public sealed class WorklistQuery(NpgsqlDataSource database)
{
    private static readonly string[] Grave =
    [
        .. new[]
        {
            typeof(AgreementWithdrawn), typeof(ContactPreferencesSet), typeof(Died), typeof(DeathCorrected), typeof(Erased),
            typeof(RecordMerged), typeof(MergedInto), typeof(RecordUnmerged), typeof(UnmergedFrom), typeof(WrongPersonCorrected),
            typeof(Declined), typeof(Recalled), typeof(Redirected), typeof(Withdrawn), typeof(EnteredInError),
        }.Select(EventCatalogue.NameOf),
    ];

    // Written out for each side, so that the server sees which index holds it. What a service has given back is no longer on its list.
    private static string OfSide(WorklistSide side) => side switch
    {
        WorklistSide.Received => "provider = $1 and not has_left",
        WorklistSide.Sent => "referrer = $1",
        _ => "(provider = $1 or referrer = $1)",
    };

    /// <summary>A page of rows after a cursor. There are cursors in the order of due dates alone.</summary>
    public async Task<IReadOnlyList<WorklistRow>> PageAsync(WorklistFilter filter, WorklistCursor? after, int limit, CancellationToken stop = default)
    {
        var order = filter.Order switch { WorklistOrder.Newest => "sent_on desc, referral desc", WorklistOrder.Oldest => "sent_on, referral", _ => "due, referral" };
        await using var command = database.CreateCommand($$"""
            with followed as (select position from log.checkpoint where follower = 'worklist'),
            -- What takes a person out of a provider's sight, or says how not to reach them.
            grave as (select id from log.event_type where name = any($11)),
            page as (
                select *, coalesce(due_on, 'infinity') as due from worklist.item
                 where {{OfSide(filter.Side)}}
                   and case when $16 then not is_open else is_open or $7 end
                   and ($3 is null or status = any($3))
                   and ($4 is null or service = $4)
                   and ($5 is null or worker = $5)
                   and (not $6 or due_on < $2)
                   and (not $13 or due_on = $2)
                   and (not $14 or worker is null)
                   and ($15 is null or next_actor = $15)
                   and (coalesce(due_on, 'infinity'), referral) > (coalesce($8, '-infinity'), $9)
                 order by {{order}}
                 limit $10 offset $12)
            select i.referral, i.reference, i.person, p.family_name, p.given_name, coalesce(k.alerts, array[]::text[]), coalesce(k.withdrawn, true),
                   i.service, coalesce(s.name, ''), i.provider, i.referrer, i.status, i.next_actor, i.awaited, i.due_on, coalesce(i.due_on < $2, false),
                   i.worker, i.need, i.risks, i.sent_on, i.version, i.scope, i.has_left,
                   coalesce(k.is_ahead, true)
                   or exists (select from log.event e where e.stream = i.referral and e.version > i.version and e.type in (select id from grave))
                   or exists (select from log.parked w where w.follower = 'worklist' and w.stream = i.referral),
                   coalesce(p.person, i.person), coalesce(k.has_died, false)
              from page i
              left join worklist.person r on r.person = i.person
              left join worklist.person p on p.person = coalesce(r.merged_into, r.person)
              -- Over every record of the person: what one of them says of contact or of the agreement holds for all.
              left join lateral (
                   select (select array_agg(distinct a) from worklist.person h, unnest(h.alerts) a where (h.person = p.person or h.merged_into = p.person) and not h.is_covered) as alerts,
                          bool_or(a.withdrawn) as withdrawn, bool_or(g.has_died) as has_died,
                          bool_or(exists (select from log.event e where e.stream = g.person and e.position > (select position from followed) and e.type in (select id from grave))
                               or exists (select from log.parked w where w.follower = 'worklist' and w.stream = g.person)) as is_ahead
                     from worklist.person g
                     left join worklist.agreement a on a.person = g.person and a.agreement = i.agreement
                    where g.person = p.person or g.merged_into = p.person) k on true
              left join directory.service s on s.service = i.service
             order by {{order}}
            """);
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(filter.Organisation, NpgsqlDbType.Uuid);
        Add(filter.Today, NpgsqlDbType.Date);
        Add(filter.States?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add(filter.Service, NpgsqlDbType.Uuid);
        Add(filter.Worker, NpgsqlDbType.Text);
        Add(filter.OverdueOnly, NpgsqlDbType.Boolean);
        Add(filter.IncludeEnded, NpgsqlDbType.Boolean);
        // DateOnly.MaxValue is read as infinity by the server, which is where rows without a due date stand.
        Add(after?.DueOn, NpgsqlDbType.Date);
        Add(after?.Referral ?? Guid.Empty, NpgsqlDbType.Uuid);
        Add(limit, NpgsqlDbType.Integer);
        Add(Grave, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add(filter.Skip, NpgsqlDbType.Integer);
        Add(filter.DueTodayOnly, NpgsqlDbType.Boolean);
        Add(filter.UnassignedOnly, NpgsqlDbType.Boolean);
        Add(filter.NextActor, NpgsqlDbType.Text);
        Add(filter.EndedOnly, NpgsqlDbType.Boolean);
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<WorklistRow>();
        while (await row.ReadAsync(stop))
            rows.Add(new(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetGuid(24), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
                row.GetFieldValue<string[]>(5), row.GetBoolean(25), row.GetBoolean(6), row.GetBoolean(23), row.GetGuid(7), row.GetString(8), row.GetGuid(9), row.GetGuid(10), row.GetString(11), row.GetString(12),
                row.GetString(13), row.IsDBNull(14) ? null : row.GetFieldValue<DateOnly>(14), row.GetBoolean(15), row.IsDBNull(16) ? null : row.GetString(16),
                row.GetString(17), row.GetFieldValue<string[]>(18), row.GetFieldValue<DateOnly>(19), row.GetInt32(20), row.GetString(21), row.GetBoolean(22)));
        return rows;
    }

    /// <summary>How many rows an organisation has on a side, by all that views of its worklist ask for. Ended ones are among them.</summary>
    public async Task<IReadOnlyList<WorklistGroup>> GroupsAsync(Guid organisation, WorklistSide side, DateOnly today, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand($"""
            select status, next_actor, is_open, coalesce(due_on < $2, false), coalesce(due_on = $2, false), worker, service, count(*)::integer
              from worklist.item
             where {OfSide(side)}
             group by 1, 2, 3, 4, 5, 6, 7
            """);
        command.Parameters.Add(new() { Value = organisation });
        command.Parameters.Add(new() { Value = today });
        await using var row = await command.ExecuteReaderAsync(stop);
        var groups = new List<WorklistGroup>();
        while (await row.ReadAsync(stop))
            groups.Add(new(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetString(5), row.GetGuid(6), row.GetInt32(7)));
        return groups;
    }
}
