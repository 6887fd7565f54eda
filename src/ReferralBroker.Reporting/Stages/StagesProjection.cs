using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.People;
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
    public override int Version => 3;

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
            record          uuid,
            person          uuid,
            pounds_a_year   numeric,
            primary key (owner, unit, stage, position));
        create index on {schema}.stage (stage, occurred_on);
        create index on {schema}.stage (record) where closed_position is null;
        create table {schema}.merged (
            record uuid primary key,
            person uuid not null);
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
        // A merge touches the rows of many referrals, so what came before it is written first.
        var pending = new List<RecordedEvent>();
        foreach (var e in page)
        {
            if (IsReferral(e) || IsConversation(e)) pending.Add(e);
            else if (e.Type is "person.record-merged.v1" or "person.record-unmerged.v1")
            {
                await ReachAsync(pending, target, stop);
                pending.Clear();
                await MergeAsync(e, target, stop);
            }
        }
        await ReachAsync(pending, target, stop);
    }

    /// <summary>Compares what stands reached after each event with the rows that stand.</summary>
    private static async Task ReachAsync(IReadOnlyList<RecordedEvent> events, ProjectionTarget target, CancellationToken stop)
    {
        if (events.Count == 0) return;
        var owners = events.Select(e => e.Stream).Distinct().ToArray();
        var kept = await StatesAsync(owners, target, stop);
        var survivors = await SurvivorsAsync(target, stop);
        var rows = (await OpenRowsAsync(owners, target, stop)).ToLookup(r => r.Owner);
        var standing = owners.ToDictionary(o => o, o => rows[o].ToList());
        var (referrals, conversations) = (new Dictionary<Guid, ReferralStages>(), new Dictionary<Guid, ConversationStages>());
        var (written, closed) = (new HashSet<StageRow>(ReferenceEqualityComparer.Instance), new List<StageRow>());
        foreach (var e in events)
        {
            var fact = Folding.WithoutTexts(Folding.FactOf(e));
            var wanted = IsReferral(e)
                ? Wanted(e, Next(referrals, kept, e.Stream, () => ReferralStages.None(new(e.Stream)), s => ReferralStages.Evolve(s, fact)), survivors)
                : Wanted(e, Next(conversations, kept, e.Stream, () => ConversationStages.None(new(e.Stream)), s => ConversationStages.Evolve(s, fact)), survivors);
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
        await KeepAsync([.. referrals.Select(r => (r.Key, Folding.Keep(r.Value))), .. conversations.Select(c => (c.Key, Folding.Keep(c.Value)))], target, stop);
    }

    /// <summary>The state of a stream after one more event: taken up from where the last page left it, and in this page folded on.</summary>
    private static T Next<T>(Dictionary<Guid, T> states, Dictionary<Guid, string> kept, Guid stream, Func<T> none, Func<T, T> evolve) =>
        states[stream] = evolve(states.TryGetValue(stream, out var known) ? known : kept.TryGetValue(stream, out var text) ? Folding.Take<T>(text) : none());

    private static bool IsReferral(RecordedEvent e) => e.Type.StartsWith("referral.", StringComparison.Ordinal);

    private static bool IsConversation(RecordedEvent e) => e.Type.StartsWith("conversation.", StringComparison.Ordinal);

    private static List<StageRow> Wanted(RecordedEvent e, ReferralStages state, Dictionary<Guid, Guid> survivors)
    {
        var (referral, terms) = (state.Referral, state.Referral.Terms!);
        var dimensions = new StageDimensions(Codes.Name(terms.Setting), terms.Referrer.Value, terms.Service.Value, terms.Provider.Value,
            terms.Journey, Codes.Name(terms.Source), Codes.Name(referral.Need));
        StageRow Row(Stage stage, Guid root, DateOnly on, StageDimensions by) => new(e.Stream, stage.Unit, root, terms.Hop, stage.Code, on, e.Position, by)
        {
            Record = terms.Person.Value,
            Person = survivors.GetValueOrDefault(terms.Person.Value, terms.Person.Value),
        };
        var wanted = state.Reached().Select(s => Row(s.Stage, terms.Root.Value, s.On, dimensions) with
        {
            PoundsAYear = s.Stage == StageNames.FinancialGain ? state.PoundsAYear : null,
        }).ToList();
        // The conversation it came of has led to a referral; told by the referral's stream, because only it knows. Every referral of a chain
        // tells it: the first may turn out to be a mistake and the next one stand.
        if (terms.Conversation is { } conversation && wanted.Exists(w => w.Stage == StageNames.Sent.Code))
            wanted.Add(Row(StageNames.ReferralSent, conversation.Value, referral.SentOn, dimensions with { Service = null, Provider = null, Journey = null, Source = null, Need = null }));
        return wanted;
    }

    private static List<StageRow> Wanted(RecordedEvent e, ConversationStages state, Dictionary<Guid, Guid> survivors)
    {
        var recorded = state.Conversation.Recorded!;
        var dimensions = new StageDimensions(Codes.Name(recorded.Setting), recorded.Organisation.Value, null, null, null, null, null);
        var record = recorded.Person?.Value;
        return [.. state.Reached().Select(s => new StageRow(e.Stream, Unit.Conversation, e.Stream, 0, s.Stage.Code, s.On, e.Position, dimensions)
        {
            Record = record,
            Person = record is { } named ? survivors.GetValueOrDefault(named, named) : null,
        })];
    }

    /// <summary>Two records are of one person, or of two after all: the rows of the one record that stand are closed, and written anew for the right person.</summary>
    private static async Task MergeAsync(RecordedEvent e, ProjectionTarget target, CancellationToken stop)
    {
        var (record, person) = Folding.EventOf(e) switch
        {
            RecordMerged merged => (merged.Merged.Value, e.Stream),
            RecordUnmerged taken => (taken.Unmerged.Value, taken.Unmerged.Value),
            var other => throw new FormatException($"{other.GetType().Name} is no merge."),
        };
        await target.RunAsync(record == person
            ? $"delete from {target.Schema}.merged where record = $1"
            : $"insert into {target.Schema}.merged values ($1, $2) on conflict (record) do update set person = excluded.person", stop, record == person ? [record] : [record, person]);
        await target.RunAsync($"""
            with closed as (
                update {target.Schema}.stage set closed_position = $3 where record = $1 and closed_position is null and person <> $2
                returning *)
            insert into {target.Schema}.stage
            select owner, unit, root, hop, stage, occurred_on, $3, null, setting, organisation, service, provider, journey, source, need, record, $2, pounds_a_year
              from closed
            """, stop, record, person, e.Position);
    }

    /// <summary>The records that another one stands for. They are few: mistakes at registration that somebody found.</summary>
    private static async Task<Dictionary<Guid, Guid>> SurvivorsAsync(ProjectionTarget target, CancellationToken stop)
    {
        await using var command = target.Command($"select record, person from {target.Schema}.merged");
        await using var row = await command.ExecuteReaderAsync(stop);
        var survivors = new Dictionary<Guid, Guid>();
        while (await row.ReadAsync(stop)) survivors[row.GetGuid(0)] = row.GetGuid(1);
        return survivors;
    }

    private static async Task DaysAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var e in page.Where(e => e.Stream == Calendar.Stream))
            if (Folding.EventOf(e) is DayClosed closed)
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
            select owner, unit, root, hop, stage, occurred_on, position, setting, organisation, service, provider, journey, source, need,
                   record, person, pounds_a_year
              from {target.Schema}.stage where owner = any($1) and closed_position is null
            """, owners);
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<StageRow>();
        while (await row.ReadAsync(stop))
            rows.Add(new(row.GetGuid(0), Codes.Parse<Unit>(row.GetString(1))!.Value, row.GetGuid(2), row.GetInt32(3), row.GetString(4), row.GetFieldValue<DateOnly>(5), row.GetInt64(6),
                new(row.GetString(7), row.GetGuid(8), row.IsDBNull(9) ? null : row.GetGuid(9), row.IsDBNull(10) ? null : row.GetGuid(10),
                    row.IsDBNull(11) ? null : row.GetString(11), row.IsDBNull(12) ? null : row.GetString(12), row.IsDBNull(13) ? null : row.GetString(13)))
            {
                Record = row.IsDBNull(14) ? null : row.GetGuid(14),
                Person = row.IsDBNull(15) ? null : row.GetGuid(15),
                PoundsAYear = row.IsDBNull(16) ? null : row.GetDecimal(16),
            });
        return rows;
    }

    private static Task CloseAsync(List<StageRow> rows, ProjectionTarget target, CancellationToken stop) => target.RunAsync($"""
        update {target.Schema}.stage s set closed_position = c.closed
          from unnest($1, $2, $3, $4, $5) as c(owner, unit, stage, position, closed)
         where (s.owner, s.unit, s.stage, s.position) = (c.owner, c.unit, c.stage, c.position)
        """, stop, rows.Select(r => r.Owner).ToArray(), rows.Select(r => Codes.Name(r.Unit)).ToArray(), rows.Select(r => r.Stage).ToArray(),
        rows.Select(r => r.Position).ToArray(), rows.Select(r => r.ClosedPosition!.Value).ToArray());

    private static async Task WriteAsync(HashSet<StageRow> rows, ProjectionTarget target, CancellationToken stop)
    {
        if (rows.Count == 0) return;
        await using var writer = await target.Connection.BeginBinaryImportAsync($"""
            copy {target.Schema}.stage (owner, unit, root, hop, stage, occurred_on, position, closed_position, setting, organisation, service, provider, journey, source, need,
                record, person, pounds_a_year)
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
            await writer.WriteAsync(row.Record, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Person, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.PoundsAYear, NpgsqlDbType.Numeric, stop);
        }
        await writer.CompleteAsync(stop);
    }

    private static Task KeepAsync(IReadOnlyCollection<(Guid Owner, string State)> states, ProjectionTarget target, CancellationToken stop) => target.RunAsync($"""
        insert into {target.Schema}.owner select owner, state::json from unnest($1, $2) as k(owner, state)
        on conflict (owner) do update set state = excluded.state
        """, stop, states.Select(s => s.Owner).ToArray(), states.Select(s => s.State).ToArray());
}
