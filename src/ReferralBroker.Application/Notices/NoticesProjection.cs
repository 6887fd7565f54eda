using System.Collections.Frozen;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Notices;

/// <summary>Who is told of an event.</summary>
public enum NoticeAudience
{
    /// <summary>The team of the service that has the referral.</summary>
    Service,

    /// <summary>The team that sent it.</summary>
    Referrer,

    /// <summary>The person it is about.</summary>
    Person,
}

/// <summary>
/// What is to be told, a row for each event and audience. The row and the follower's checkpoint are committed together, so nothing is left out and
/// nothing comes twice; as it stands for messages sent it is never made again, and what was in the log before it began is not told.
/// </summary>
public sealed class NoticesProjection : Projection
{
    // Whether somebody of an audience did it themselves, or is not concerned after all, is asked when it is told.
    private static readonly FrozenDictionary<string, NoticeAudience[]> Told = new (Type Event, NoticeAudience[] Audiences)[]
    {
        (typeof(Sent), [NoticeAudience.Service, NoticeAudience.Person]),
        (typeof(InformationRequested), [NoticeAudience.Referrer]),
        (typeof(InformationProvided), [NoticeAudience.Service]),
        (typeof(Accepted), [NoticeAudience.Referrer, NoticeAudience.Person]),
        (typeof(AcceptanceUndone), [NoticeAudience.Referrer]),
        (typeof(Declined), [NoticeAudience.Referrer, NoticeAudience.Person]),
        (typeof(Redirected), [NoticeAudience.Referrer]),
        (typeof(Withdrawn), [NoticeAudience.Service]),
        (typeof(Recalled), [NoticeAudience.Service]),
        (typeof(AppointmentBooked), [NoticeAudience.Person]),
        (typeof(MessageSent), [NoticeAudience.Service, NoticeAudience.Referrer]),
        (typeof(Closed), [NoticeAudience.Referrer, NoticeAudience.Person]),
        (typeof(Reopened), [NoticeAudience.Service, NoticeAudience.Referrer]),
        (typeof(OwnPageChosen), [NoticeAudience.Person]),
        (typeof(Overdue), [NoticeAudience.Service, NoticeAudience.Referrer]),
    }.ToFrozenDictionary(t => EventCatalogue.NameOf(t.Event), t => t.Audiences);

    /// <inheritdoc/>
    public override string Name => "notices";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override bool ActsOutside => true;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.notice (
            position    bigint not null,
            audience    text not null,
            subject     uuid not null,
            event       text not null,
            by          text not null,
            recorded_at timestamptz not null,
            -- waiting; sending: somebody is about it; sent; nobody: there was nobody to tell; stale: too old to be news; parked: it keeps failing;
            -- unknown: it was cut off while it was sent, and may have arrived
            state       text not null default 'waiting',
            attempts    int not null default 0,
            next_try    timestamptz not null,
            changed_at  timestamptz,
            fault       text,
            primary key (position, audience));
        create index on {schema}.notice (next_try) where state = 'waiting';
        create index on {schema}.notice (state) where state in ('sending', 'parked', 'unknown');
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        var told = page.SelectMany(e => Told.GetValueOrDefault(e.Type, []).Select(audience => (Event: e, Audience: Codes.Name(audience)))).ToArray();
        if (told.Length == 0) return;
        await target.RunAsync($"""
            insert into {target.Schema}.notice (position, audience, subject, event, by, recorded_at, next_try)
            select n.position, n.audience, n.subject, n.event, n.by, n.recorded_at, n.recorded_at
              from unnest($1, $2, $3, $4, $5, $6) as n(position, audience, subject, event, by, recorded_at)
            """, stop, told.Select(t => t.Event.Position).ToArray(), told.Select(t => t.Audience).ToArray(), told.Select(t => t.Event.Stream).ToArray(), told.Select(t => t.Event.Type).ToArray(),
            told.Select(t => t.Event.Actor.Organisation).ToArray(), told.Select(t => t.Event.RecordedAt).ToArray());
    }
}
