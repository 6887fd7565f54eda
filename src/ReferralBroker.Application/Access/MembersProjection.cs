using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Access;

/// <summary>At which organisations a user is enrolled. Where to look only: what they are there is read from the organisation's stream.</summary>
public sealed class MembersProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "members";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.member (
            user_key     text not null,
            organisation uuid not null,
            primary key (user_key, organisation));
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var recorded in page.Where(e => e.Type.StartsWith("organisation.", StringComparison.Ordinal)))
            switch (Facts.EventOf(recorded))
            {
                case UserEnrolled e:
                    await target.RunAsync($"insert into {target.Schema}.member values ($1, $2) on conflict do nothing", stop, e.User, recorded.Stream);
                    break;
                case UserEnded e:
                    await target.RunAsync($"delete from {target.Schema}.member where (user_key, organisation) = ($1, $2)", stop, e.User, recorded.Stream);
                    break;
                case OrganisationHasLeft:
                    await target.RunAsync($"delete from {target.Schema}.member where organisation = $1", stop, recorded.Stream);
                    break;
            }
    }
}
