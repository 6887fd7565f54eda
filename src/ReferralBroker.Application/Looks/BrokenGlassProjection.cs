using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Looks;

/// <summary>Every opening of a record against the usual rules, for the governance lead to look at. What happened, in words, stays sealed in the log.</summary>
public sealed class BrokenGlassProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "broken_glass";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.opening (
            person       uuid not null,
            access       uuid not null,
            user_key     text not null,
            role         text not null,
            organisation uuid not null,
            reason       text not null,
            detail       text not null,
            at           timestamptz not null,
            until        timestamptz not null,
            finding      text,
            primary key (person, access));
        create index on {schema}.opening (at desc, access);
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var recorded in page.Where(e => e.Type.StartsWith("person.", StringComparison.Ordinal)))
            switch (Facts.EventOf(recorded))
            {
                case GlassBroken e:
                    await target.RunAsync($"insert into {target.Schema}.opening values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)", stop,
                        recorded.Stream, e.Access, recorded.Actor.User, recorded.Actor.Role, Guid.Parse(recorded.Actor.Organisation), Codes.Name(e.Reason), e.Detail.Token, recorded.RecordedAt, e.Until.ToUniversalTime());
                    break;
                case BreakGlassReviewed e:
                    await target.RunAsync($"update {target.Schema}.opening set finding = $3 where (person, access) = ($1, $2)", stop, recorded.Stream, e.Access, Codes.Name(e.Finding));
                    break;
            }
    }
}
