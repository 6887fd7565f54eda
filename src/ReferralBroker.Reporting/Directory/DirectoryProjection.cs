using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Directory;

/// <summary>The services and organisations, one row each, for lists and for the names of things in reports.</summary>
public sealed class DirectoryProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "directory";

    /// <inheritdoc/>
    public override int Version => 4;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.service (
            service        uuid primary key,
            name           text not null,
            description    text not null,
            organisation   uuid not null,
            journey        text,
            takes          boolean not null,
            capacity       text,
            places         integer,
            valid_until    date,
            published_at   timestamptz,
            state          json not null);
        create table {schema}.organisation (
            organisation uuid primary key,
            name         text not null,
            kind         text not null,
            ods_code     text,
            has_left     boolean not null,
            state        json not null);
        create table {schema}.called (
            id       uuid not null,
            position bigint not null,
            name     text not null,
            journey  text,
            primary key (id, position));
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var events in page.Where(e => e.Type.StartsWith("service.", StringComparison.Ordinal)).GroupBy(e => e.Stream))
        {
            var before = await KeptAsync<Service>(target, "service", events.Key, stop) ?? Service.None(new(events.Key));
            var after = before;
            foreach (var e in events)
            {
                var was = after;
                after = Service.Evolve(was, Folding.FactOf(e));
                if ((was.Name, was.Journey) != (after.Name, after.Journey) && after.Name is { } name) await CallAsync(target, e, name, after.Journey, stop);
            }
            await PutAsync(target, after, stop);
        }
        foreach (var events in page.Where(e => e.Type.StartsWith("organisation.", StringComparison.Ordinal)).GroupBy(e => e.Stream))
        {
            var before = await KeptAsync<Organisation>(target, "organisation", events.Key, stop) ?? Organisation.None(new(events.Key));
            var after = events.Select(Folding.FactOf).Aggregate(before, Organisation.Evolve);
            if (before.Name != after.Name && after.Name is { } name) await CallAsync(target, events.First(), name, null, stop);
            await PutAsync(target, after, stop);
        }
    }

    /// <summary>What it is called, and what journey it follows, from an event on: a report asked as at a past day names it as it was named then.</summary>
    private static Task CallAsync(ProjectionTarget target, RecordedEvent e, string name, string? journey, CancellationToken stop) =>
        target.RunAsync($"insert into {target.Schema}.called values ($1, $2, $3, $4)", stop, e.Stream, e.Position, name, journey);

    private static async Task<T?> KeptAsync<T>(ProjectionTarget target, string table, Guid id, CancellationToken stop) where T : class
    {
        await using var command = target.Command($"select state from {target.Schema}.{table} where {table} = $1", id);
        return await command.ExecuteScalarAsync(stop) is string kept ? Folding.Take<T>(kept) : null;
    }

    private static Task PutAsync(ProjectionTarget target, Service s, CancellationToken stop) => target.RunAsync($"""
        insert into {target.Schema}.service values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::json)
        on conflict (service) do update set name = excluded.name, description = excluded.description, organisation = excluded.organisation,
            journey = excluded.journey, takes = excluded.takes, capacity = excluded.capacity, places = excluded.places,
            valid_until = excluded.valid_until, published_at = excluded.published_at, state = excluded.state
        """, stop, s.Id.Value, s.Name, s.Description, s.Organisation.Value, s.Journey, s.TakesReferrals,
        s.Capacity is null ? null : Codes.Name(s.Capacity.State), s.Capacity?.Places, s.Capacity?.ValidUntil, s.Capacity?.PublishedAt.ToUniversalTime(), Folding.Keep(s));

    private static Task PutAsync(ProjectionTarget target, Organisation o, CancellationToken stop) => target.RunAsync($"""
        insert into {target.Schema}.organisation values ($1, $2, $3, $4, $5, $6::json)
        on conflict (organisation) do update set name = excluded.name, kind = excluded.kind, ods_code = excluded.ods_code,
            has_left = excluded.has_left, state = excluded.state
        """, stop, o.Id.Value, o.Name, Codes.Name(o.Kind), o.OdsCode, o.HasLeft, Folding.Keep(o));
}
