using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Stages;

/// <summary>
/// One mechanism for funnels, time travel and drill-down: after each event the stages that stand reached are compared with the rows that stand,
/// new ones are written and those no longer so are closed, both at the event's position.
/// </summary>
public sealed class StagesProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "stages";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.stage (
            owner           uuid not null,
            unit            text not null,
            root            uuid not null,
            hop             integer not null,
            stage           text not null,
            occurred_on     date not null,
            position        bigint not null,
            closed_position bigint,
            setting         text not null,
            organisation    uuid not null,
            service         uuid,
            provider        uuid,
            journey         text,
            source          text,
            need            text,
            primary key (owner, unit, stage, position));
        create index on {schema}.stage (stage, occurred_on);
        create table {schema}.owner (
            owner uuid primary key,
            state json not null);
        create table {schema}.day (
            day      date primary key,
            position bigint not null);
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        await DaysAsync(page, target, stop);
        var events = page.Where(e => IsReferral(e) || IsConversation(e)).ToArray();
        if (events.Length == 0) return;
        var owners = events.Select(e => e.Stream).Distinct().ToArray();
        var states = await StatesAsync(owners, target, stop);
        var rows = (await OpenRowsAsync(owners, target, stop)).ToLookup(r => r.Owner);
        var standing = owners.ToDictionary(o => o, o => rows[o].ToList());
        var (written, closed) = (new List<StageRow>(), new List<StageRow>());
        foreach (var e in events)
        {
            var wanted = IsReferral(e) ? Referral(e, states) : Conversation(e, states);
            var open = standing[e.Stream];
            foreach (var row in open.Where(row => !wanted.Exists(row.Says)).ToArray())
            {
                row.ClosedPosition = e.Position;
                open.Remove(row);
                if (!written.Contains(row)) closed.Add(row);
            }
            foreach (var row in wanted.Where(row => !open.Exists(row.Says)))
            {
                open.Add(row);
                written.Add(row);
            }
        }
        await CloseAsync(closed, target, stop);
        await WriteAsync(written, target, stop);
        await KeepAsync(states, target, stop);
    }

    private static bool IsReferral(RecordedEvent e) => e.Type.StartsWith("referral.", StringComparison.Ordinal);

    private static bool IsConversation(RecordedEvent e) => e.Type.StartsWith("conversation.", StringComparison.Ordinal);

    private static List<StageRow> Referral(RecordedEvent e, Dictionary<Guid, string> states)
    {
        var state = ReferralStages.Evolve(
            states.TryGetValue(e.Stream, out var kept) ? Folding.Take<ReferralStages>(kept) : ReferralStages.None(new(e.Stream)), Folding.FactOf(e));
        states[e.Stream] = Folding.Keep(state);
        var (referral, terms) = (state.Referral, state.Referral.Terms!);
        var dimensions = new StageDimensions(Codes.Name(terms.Setting), terms.Referrer.Value, terms.Service.Value, terms.Provider.Value,
            terms.Journey, Codes.Name(terms.Source), Codes.Name(referral.Need));
        var wanted = state.Reached()
            .Select(s => new StageRow(e.Stream, s.Stage.Unit, terms.Root.Value, terms.Hop, s.Stage.Code, s.On, e.Position, dimensions)).ToList();
        // The conversation it came of has led to a referral; told by the referral's stream, because only it knows. Every referral of a chain
        // tells it: the first may turn out to be a mistake and the next one stand.
        if (terms.Conversation is { } conversation && wanted.Exists(w => w.Stage == StageNames.Sent.Code))
            wanted.Add(new(e.Stream, Unit.Conversation, conversation.Value, terms.Hop, StageNames.ReferralSent.Code, referral.SentOn, e.Position,
                dimensions with { Service = null, Provider = null, Journey = null, Source = null, Need = null }));
        return wanted;
    }

    private static List<StageRow> Conversation(RecordedEvent e, Dictionary<Guid, string> states)
    {
        var state = ConversationStages.Evolve(
            states.TryGetValue(e.Stream, out var kept) ? Folding.Take<ConversationStages>(kept) : ConversationStages.None(new(e.Stream)), Folding.FactOf(e));
        states[e.Stream] = Folding.Keep(state);
        var recorded = state.Conversation.Recorded!;
        var dimensions = new StageDimensions(Codes.Name(recorded.Setting), recorded.Organisation.Value, null, null, null, null, null);
        return [.. state.Reached().Select(s => new StageRow(e.Stream, Unit.Conversation, e.Stream, 0, s.Stage.Code, s.On, e.Position, dimensions))];
    }

    private static async Task DaysAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var e in page.Where(e => e.Stream == Calendar.Stream))
            if (EventJson.Read(e.Type, e.Data) is DayClosed closed)
                await target.RunAsync($"insert into {target.Schema}.day values ($1, $2)", stop, closed.Day, e.Position);
    }

    private static async Task<Dictionary<Guid, string>> StatesAsync(Guid[] owners, ProjectionTarget target, CancellationToken stop)
    {
        await using var command = target.Command($"select owner, state from {target.Schema}.owner where owner = any($1)", owners);
        await using var row = await command.ExecuteReaderAsync(stop);
        var states = new Dictionary<Guid, string>();
        while (await row.ReadAsync(stop)) states[row.GetGuid(0)] = row.GetString(1);
        return states;
    }

    private static async Task<List<StageRow>> OpenRowsAsync(Guid[] owners, ProjectionTarget target, CancellationToken stop)
    {
        await using var command = target.Command($"""
            select owner, unit, root, hop, stage, occurred_on, position, setting, organisation, service, provider, journey, source, need
              from {target.Schema}.stage where owner = any($1) and closed_position is null
            """, owners);
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<StageRow>();
        while (await row.ReadAsync(stop))
            rows.Add(new(row.GetGuid(0), Codes.Parse<Unit>(row.GetString(1))!.Value, row.GetGuid(2), row.GetInt32(3), row.GetString(4), row.GetFieldValue<DateOnly>(5), row.GetInt64(6),
                new(row.GetString(7), row.GetGuid(8), row.IsDBNull(9) ? null : row.GetGuid(9), row.IsDBNull(10) ? null : row.GetGuid(10),
                    row.IsDBNull(11) ? null : row.GetString(11), row.IsDBNull(12) ? null : row.GetString(12), row.IsDBNull(13) ? null : row.GetString(13))));
        return rows;
    }

    private static Task CloseAsync(List<StageRow> rows, ProjectionTarget target, CancellationToken stop) => target.RunAsync($"""
        update {target.Schema}.stage s set closed_position = c.closed
          from unnest($1, $2, $3, $4, $5) as c(owner, unit, stage, position, closed)
         where (s.owner, s.unit, s.stage, s.position) = (c.owner, c.unit, c.stage, c.position)
        """, stop, rows.Select(r => r.Owner).ToArray(), rows.Select(r => Codes.Name(r.Unit)).ToArray(), rows.Select(r => r.Stage).ToArray(),
        rows.Select(r => r.Position).ToArray(), rows.Select(r => r.ClosedPosition!.Value).ToArray());

    private static async Task WriteAsync(List<StageRow> rows, ProjectionTarget target, CancellationToken stop)
    {
        if (rows.Count == 0) return;
        await using var writer = await target.Connection.BeginBinaryImportAsync($"""
            copy {target.Schema}.stage (owner, unit, root, hop, stage, occurred_on, position, closed_position, setting, organisation, service, provider, journey, source, need)
            from stdin (format binary)
            """, stop);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(stop);
            await writer.WriteAsync(row.Owner, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(Codes.Name(row.Unit), NpgsqlDbType.Text, stop);
            await writer.WriteAsync(row.Root, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Hop, NpgsqlDbType.Integer, stop);
            await writer.WriteAsync(row.Stage, NpgsqlDbType.Text, stop);
            await writer.WriteAsync(row.OccurredOn, NpgsqlDbType.Date, stop);
            await writer.WriteAsync(row.Position, NpgsqlDbType.Bigint, stop);
            await writer.WriteAsync(row.ClosedPosition, NpgsqlDbType.Bigint, stop);
            await writer.WriteAsync(row.Dimensions.Setting, NpgsqlDbType.Text, stop);
            await writer.WriteAsync(row.Dimensions.Organisation, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Dimensions.Service, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Dimensions.Provider, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Dimensions.Journey, NpgsqlDbType.Text, stop);
            await writer.WriteAsync(row.Dimensions.Source, NpgsqlDbType.Text, stop);
            await writer.WriteAsync(row.Dimensions.Need, NpgsqlDbType.Text, stop);
        }
        await writer.CompleteAsync(stop);
    }

    private static Task KeepAsync(Dictionary<Guid, string> states, ProjectionTarget target, CancellationToken stop) => target.RunAsync($"""
        insert into {target.Schema}.owner select owner, state::json from unnest($1, $2) as k(owner, state)
        on conflict (owner) do update set state = excluded.state
        """, stop, states.Keys.ToArray(), states.Values.ToArray());
}
