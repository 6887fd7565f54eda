using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Clock;

/// <summary>What is due, by referral, for the clock to look through. Only the latest promise of each counts.</summary>
public sealed class DeadlinesProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "deadlines";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.promise (
            referral uuid primary key,
            due_on   date not null,
            marked   boolean not null);
        create index on {schema}.promise (due_on) where not marked;
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        var promises = new Dictionary<Guid, (DateOnly? On, bool Marked)>();
        foreach (var recorded in page)
        {
            if (!recorded.Type.StartsWith("referral.", StringComparison.Ordinal)) continue;
            switch (Facts.EventOf(recorded))
            {
                case Overdue e:
                    promises[recorded.Stream] = (e.DueOn, true);
                    break;
                case ReferralEvent { Due: { } due }:
                    promises[recorded.Stream] = (due.On, false);
                    break;
            }
        }
        var gone = promises.Where(p => p.Value.On is null).Select(p => p.Key).ToArray();
        var standing = promises.Where(p => p.Value.On is not null).ToArray();
        await target.RunAsync($"delete from {target.Schema}.promise where referral = any($1)", stop, gone);
        await target.RunAsync($"""
            insert into {target.Schema}.promise (referral, due_on, marked) select * from unnest($1, $2, $3)
            on conflict (referral) do update set due_on = excluded.due_on, marked = excluded.marked
            """, stop, standing.Select(p => p.Key).ToArray(), standing.Select(p => p.Value.On!.Value).ToArray(), standing.Select(p => p.Value.Marked).ToArray());
    }
}
