using ReferralBroker.Domain.Publications;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Publications;

/// <summary>The published reports, one row each, for the list. The tables themselves stay with their events.</summary>
public sealed class PublicationsProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "publications";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.publication (
            publication  uuid primary key,
            position     bigint not null,
            title        text not null,
            report       text not null,
            as_at        date not null,
            published_at timestamptz not null,
            is_withdrawn boolean not null);
        create index on {schema}.publication (position);
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var e in page.Where(e => e.Type.StartsWith("publication.", StringComparison.Ordinal)))
            switch (Folding.EventOf(e))
            {
                case Published p:
                    await target.RunAsync($"insert into {target.Schema}.publication values ($1, $2, $3, $4, $5, $6, false)", stop, e.Stream, e.Position, p.Title, p.Report, p.AsAt, e.RecordedAt.ToUniversalTime());
                    break;
                case PublicationWithdrawn:
                    await target.RunAsync($"update {target.Schema}.publication set is_withdrawn = true where publication = $1", stop, e.Stream);
                    break;
            }
    }
}
