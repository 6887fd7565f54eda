using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Worklists;

/// <summary>One row a referral, as both sides list it, with what is needed to show whose it is: sealed names, opened per page for those allowed.</summary>
public sealed class WorklistProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "worklist";

    /// <inheritdoc/>
    public override int Version => 5;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.item (
            referral    uuid primary key,
            reference   text not null,
            person      uuid not null,
            agreement   uuid not null,
            service     uuid not null,
            provider    uuid not null,
            referrer    uuid not null,
            status      text not null,
            is_open     boolean not null,
            next_actor  text not null,
            awaited     text not null,
            due_on      date,
            worker      text,
            need        text not null,
            risks       text[] not null,
            sent_on     date not null,
            version     integer not null,
            scope       text not null,
            has_left    boolean not null,
            state       json not null);
        -- The first for a service's list, which holds what it has not given back; both hold all that the counts of a list ask for.
        create index on {schema}.item (provider, is_open, due_on, referral) include (status, next_actor, worker, service) where not has_left;
        create index on {schema}.item (provider, is_open, due_on, referral);
        create index on {schema}.item (referrer, is_open, due_on, referral) include (status, next_actor, worker, service);
        create table {schema}.person (
            person         uuid primary key,
            family_name    text not null,
            given_name     text not null,
            -- What nobody may overlook before they get in touch.
            alerts         text[] not null,
            has_died       boolean not null default false,
            merged_into    uuid,
            -- What was said of contact on a merged record has been replaced on the one that stands for it.
            is_covered     boolean not null default false);
        create index on {schema}.person (merged_into) where merged_into is not null;
        create table {schema}.agreement (
            person    uuid not null,
            agreement uuid not null,
            withdrawn boolean not null,
            primary key (person, agreement));
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        await ReferralsAsync([.. page.Where(e => e.Type.StartsWith("referral.", StringComparison.Ordinal))], target, stop);
        foreach (var recorded in page.Where(e => e.Type.StartsWith("person.", StringComparison.Ordinal)))
            await PersonAsync(recorded, target, stop);
    }

    private static async Task ReferralsAsync(IReadOnlyList<RecordedEvent> events, ProjectionTarget target, CancellationToken stop)
    {
        if (events.Count == 0) return;
        var kept = new Dictionary<Guid, Referral>();
        await using (var command = target.Command($"select referral, state from {target.Schema}.item where referral = any($1)", events.Select(e => e.Stream).Distinct().ToArray()))
        await using (var row = await command.ExecuteReaderAsync(stop))
            while (await row.ReadAsync(stop)) kept[row.GetGuid(0)] = Folding.Take<Referral>(row.GetString(1));
        foreach (var stream in events.GroupBy(e => e.Stream))
        {
            var before = kept.GetValueOrDefault(stream.Key) ?? Referral.None(new(stream.Key));
            await PutAsync(stream.Select(e => Folding.WithoutTexts(Folding.FactOf(e))).Aggregate(before, Referral.Evolve), stream.Last().Version, target, stop);
        }
    }

    private static Task PutAsync(Referral r, int version, ProjectionTarget target, CancellationToken stop) => target.RunAsync($"""
        insert into {target.Schema}.item values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20::json)
        on conflict (referral) do update set status = excluded.status, is_open = excluded.is_open, next_actor = excluded.next_actor,
            awaited = excluded.awaited, due_on = excluded.due_on, worker = excluded.worker, need = excluded.need,
            version = excluded.version, has_left = excluded.has_left, state = excluded.state
        """, stop,
        r.Id.Value, r.Terms!.Reference, r.Terms.Person.Value, r.Terms.SharedUnder.Agreement.Value, r.Terms.Service.Value, r.Terms.Provider.Value, r.Terms.Referrer.Value,
        Codes.Name(r.Status), IsListed(r), Codes.Name(r.Due.NextActor), Codes.Name(r.Due.Awaited), r.Due.On, r.Worker,
        Codes.Name(r.Need), r.Terms.Risks.Select(Codes.Name).ToArray(), r.SentOn, version, Codes.Name(r.Terms.SharedUnder.Scope), r.HasLeftService, Folding.Keep(r));

    /// <summary>A declined referral is still somebody's work until it is matched again or closed.</summary>
    private static bool IsListed(Referral r) => !r.IsTerminal && r.RematchedTo is null;

    private static Task PersonAsync(RecordedEvent recorded, ProjectionTarget target, CancellationToken stop) => Folding.EventOf(recorded) switch
    {
        Registered e => NameAsync(recorded.Stream, e.Particulars, target, stop),
        ParticularsCorrected e => NameAsync(recorded.Stream, e.Particulars, target, stop),
        ContactPreferencesSet e => target.RunAsync($"""
            update {target.Schema}.person set is_covered = is_covered or coalesce(merged_into = $1, false), alerts = case when person = $1 then $2 else alerts end
             where person = $1 or merged_into = $1
            """, stop, recorded.Stream, ContactAlerts.Of(e.Preferences).Select(Codes.Name).ToArray()),
        Died => target.RunAsync($"update {target.Schema}.person set has_died = true where person = $1", stop, recorded.Stream),
        DeathCorrected => target.RunAsync($"update {target.Schema}.person set has_died = false where person = $1", stop, recorded.Stream),
        AgreementGivenTo e => target.RunAsync($"insert into {target.Schema}.agreement values ($1, $2, false)", stop, recorded.Stream, e.Agreement.Value),
        AgreementWithdrawn e => target.RunAsync($"update {target.Schema}.agreement set withdrawn = true where (person, agreement) = ($1, $2)", stop, recorded.Stream, e.Agreement.Value),
        MergedInto e => target.RunAsync($"update {target.Schema}.person set merged_into = $2, is_covered = false where person = $1", stop, recorded.Stream, e.Into.Value),
        UnmergedFrom => target.RunAsync($"update {target.Schema}.person set merged_into = null, is_covered = false where person = $1", stop, recorded.Stream),
        _ => Task.CompletedTask,
    };

    private static Task NameAsync(Guid person, Particulars who, ProjectionTarget target, CancellationToken stop) => target.RunAsync($"""
        insert into {target.Schema}.person (person, family_name, given_name, alerts) values ($1, $2, $3, array[]::text[])
        on conflict (person) do update set family_name = excluded.family_name, given_name = excluded.given_name
        """, stop, person, who.FamilyName.Token, who.GivenName.Token);
}
