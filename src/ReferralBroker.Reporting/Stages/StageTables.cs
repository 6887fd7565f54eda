using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Stages;

/// <summary>
/// The tables of the stages projection: stage (a row for each stage); referral and conversation (the course of each as it stands) with referral_past and
/// conversation_past (as it stood before, until it was closed), apart so that what stands now is read without all that ever stood; and what the projection
/// keeps for itself: owner, person, day.
/// </summary>
internal sealed class StageTables(ProjectionTarget target, CancellationToken stop)
{
    /// <summary>What every row can be counted by. The text of each is its code as events hold it.</summary>
    private static readonly (string Column, string Type, NpgsqlDbType Is, Func<StageRow, object?> Of)[] CountedBy =
    [
        ("setting", "text not null", NpgsqlDbType.Text, r => r.Dimensions.Setting),
        ("organisation", "uuid not null", NpgsqlDbType.Uuid, r => r.Dimensions.Organisation),
        ("service", "uuid", NpgsqlDbType.Uuid, r => r.Dimensions.Service),
        ("provider", "uuid", NpgsqlDbType.Uuid, r => r.Dimensions.Provider),
        ("journey", "text", NpgsqlDbType.Text, r => r.Dimensions.Journey),
        ("source", "text", NpgsqlDbType.Text, r => r.Dimensions.Source),
        ("need", "text", NpgsqlDbType.Text, r => r.Dimensions.Need),
        ("age_band", "text", NpgsqlDbType.Text, r => r.Of.AgeBand),
        ("sex", "text", NpgsqlDbType.Text, r => r.Of.Sex),
        ("gender", "text", NpgsqlDbType.Text, r => r.Of.Gender),
        ("ethnic_category", "text", NpgsqlDbType.Text, r => r.Of.EthnicCategory),
        ("ethnic_group", "text", NpgsqlDbType.Text, r => r.Of.EthnicGroup),
        ("disability", "text", NpgsqlDbType.Text, r => r.Of.Disability),
        ("multiple_disadvantage", "text", NpgsqlDbType.Text, r => r.Of.MultipleDisadvantage),
        ("employment_status", "text", NpgsqlDbType.Text, r => r.Of.EmploymentStatus),
        ("small_area", "text", NpgsqlDbType.Text, r => r.Of.SmallArea),
        ("ward", "text", NpgsqlDbType.Text, r => r.Of.Ward),
        ("imd_decile", "text", NpgsqlDbType.Text, r => r.Of.Decile),
        ("imd_quintile", "text", NpgsqlDbType.Text, r => r.Of.Quintile),
    ];

    private static readonly string[] OfThePerson = ["age_band", "sex", "gender", "ethnic_category", "ethnic_group", "disability", "multiple_disadvantage", "employment_status", "small_area", "ward", "imd_decile", "imd_quintile"];

    private static string Columns => string.Join(", ", CountedBy.Select(c => c.Column));

    /// <summary>The statements that make them.</summary>
    public static string Statements(string schema)
    {
        var countedBy = string.Join(",\n    ", CountedBy.Select(c => $"{c.Column} {c.Type}"));
        static string[] DaysOf(Unit unit) => [.. Course.StagesOf(unit).Select(Course.ColumnOf)];
        string CourseTables(Unit unit) => $"""
            -- What every question reads stands first: a row is taken apart from its beginning. The few chains are found without the rest.
            create table {schema}.{TableOf(unit)} (
                position      bigint not null,
                is_sole       boolean not null,
                {string.Join(",\n    ", DaysOf(unit).Select(day => $"{day} date"))},
                pounds_a_year numeric,
                owner         uuid primary key,
                root          uuid not null,
                person        uuid,
                record        uuid,
                {countedBy},
                {string.Join(",\n    ", Course.ReasonedOf(unit).Select(s => $"{Course.ReasonColumnOf(s)} text"))});
            create index on {schema}.{TableOf(unit)} (record);
            create index on {schema}.{TableOf(unit)} (root) where not is_sole;
            -- A funnel that is broken down by nothing is read from here alone, without the rows.
            create index on {schema}.{TableOf(unit)} (journey, {DaysOf(unit)[0]}) include (position, is_sole, {string.Join(", ", DaysOf(unit).Skip(1))}, pounds_a_year);
            create table {schema}.{TableOf(unit)}_past (
                like {schema}.{TableOf(unit)},
                closed_position bigint not null,
                primary key (owner, position));
            -- What stood at a position was written by then and closed later: most that was closed later was written later too, and is told without its row.
            create index on {schema}.{TableOf(unit)}_past (closed_position, position);
            create index on {schema}.{TableOf(unit)}_past (root) where not is_sole;
            create index on {schema}.{TableOf(unit)}_past (record);
            """;
        return $"""
            create table {schema}.stage (
                owner           uuid not null,
                unit            text not null,
                root            uuid not null,
                hop             integer not null,
                stage           text not null,
                occurred_on     date not null,
                position        bigint not null,
                closed_position bigint,
                record          uuid,
                person          uuid,
                reason          text,
                pounds_a_year   numeric,
                {countedBy},
                primary key (owner, unit, stage, position));
            create index on {schema}.stage (stage, occurred_on);
            create index on {schema}.stage (record);
            {CourseTables(Unit.Conversation)}
            {CourseTables(Unit.RootReferral)}
            create table {schema}.owner (
                owner  uuid primary key,
                unit   text not null,
                root   uuid not null,
                record uuid,
                state  json not null);
            create index on {schema}.owner (root) where unit = 'root-referral';
            create index on {schema}.owner (record);
            create table {schema}.person (
                record     uuid primary key,
                person     uuid not null,
                is_erased  boolean not null,
                recordings json not null);
            create index on {schema}.person (person) where person <> record;
            create table {schema}.day (
                day      date primary key,
                position bigint not null);
            """;
    }

    /// <summary>The table of a unit's courses as they stand; as they stood before they are in the one of this name that ends in _past.</summary>
    public static string TableOf(Unit unit) => unit == Unit.Conversation ? "conversation" : "referral";

    private string CoursesOf(Unit unit) => $"{target.Schema}.{TableOf(unit)}";

    /// <summary>These records and all that are of the same people.</summary>
    public async Task<IReadOnlyList<StagePerson>> PeopleAsync(Guid[] records)
    {
        var people = new List<StagePerson>();
        if (records.Length == 0) return people;
        await using var command = target.Command($"""
            select record, person, is_erased, recordings from {target.Schema}.person
             where record = any($1) or person in (select unnest($1) union select person from {target.Schema}.person where record = any($1))
            """, records);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) people.Add(new(row.GetGuid(0), row.GetGuid(1), row.GetBoolean(2), [.. Folding.Take<Recording[]>(row.GetString(3))]));
        return people;
    }

    public Task<Guid[]> OwnersOfRecordsAsync(Guid[] records) => OwnersByAsync("record = any($1)", records);

    public Task<Guid[]> OwnersOfRootsAsync(Guid[] roots) => OwnersByAsync("root = any($1) and unit = 'root-referral'", roots);

    private async Task<Guid[]> OwnersByAsync(string which, Guid[] ids)
    {
        if (ids.Length == 0) return [];
        await using var command = target.Command($"select owner from {target.Schema}.owner where {which}", ids);
        await using var row = await command.ExecuteReaderAsync(stop);
        var owners = new List<Guid>();
        while (await row.ReadAsync(stop)) owners.Add(row.GetGuid(0));
        return [.. owners];
    }

    public async Task<IReadOnlyList<StageOwner>> OwnersAsync(Guid[] owners)
    {
        var known = new List<StageOwner>();
        if (owners.Length == 0) return known;
        await using var command = target.Command($"select owner, unit, state from {target.Schema}.owner where owner = any($1)", owners);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) known.Add(StageOwner.Take(row.GetGuid(0), Codes.Parse<Unit>(row.GetString(1))!.Value, row.GetString(2)));
        return known;
    }

    /// <summary>The rows of these owners that stand.</summary>
    public async Task<IReadOnlyList<StageRow>> RowsAsync(Guid[] owners)
    {
        var rows = new List<StageRow>();
        if (owners.Length == 0) return rows;
        await using var command = target.Command($"""
            select owner, unit, root, hop, stage, occurred_on, position, record, person, reason, pounds_a_year,
                   setting, organisation, service, provider, journey, source, need,
                   age_band, sex, gender, ethnic_category, disability, multiple_disadvantage, employment_status, small_area
              from {target.Schema}.stage where owner = any($1) and closed_position is null
            """, owners);
        await using var row = await command.ExecuteReaderAsync(stop);
        Guid? Id(int at) => row.IsDBNull(at) ? null : row.GetGuid(at);
        string? Text(int at) => row.IsDBNull(at) ? null : row.GetString(at);
        while (await row.ReadAsync(stop))
            rows.Add(new(row.GetGuid(0), Codes.Parse<Unit>(row.GetString(1))!.Value, row.GetGuid(2), row.GetInt32(3), row.GetString(4), row.GetFieldValue<DateOnly>(5), row.GetInt64(6),
                new(row.GetString(11), row.GetGuid(12), Id(13), Id(14), Text(15), Text(16), Text(17)))
            {
                Record = Id(7),
                Person = Id(8),
                Reason = Text(9),
                PoundsAYear = row.IsDBNull(10) ? null : row.GetDecimal(10),
                Of = new()
                {
                    AgeBand = Text(18),
                    Sex = Text(19),
                    Gender = Text(20),
                    EthnicCategory = Text(21),
                    Disability = Text(22),
                    MultipleDisadvantage = Text(23),
                    EmploymentStatus = Text(24),
                    SmallArea = Text(25),
                },
            });
        return rows;
    }

    /// <summary>The events that wrote the courses of these owners that stand.</summary>
    public async Task<IReadOnlyList<(Guid Owner, long Position)>> CoursePositionsAsync(Guid[] owners)
    {
        var positions = new List<(Guid, long)>();
        if (owners.Length == 0) return positions;
        await using var command = target.Command($"""
            select owner, position from {CoursesOf(Unit.Conversation)} where owner = any($1)
            union all
            select owner, position from {CoursesOf(Unit.RootReferral)} where owner = any($1)
            """, owners);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) positions.Add((row.GetGuid(0), row.GetInt64(1)));
        return positions;
    }

    public Task CloseAsync(IReadOnlyCollection<StageRow> rows) => rows.Count == 0 ? Task.CompletedTask : target.RunAsync($"""
        update {target.Schema}.stage s set closed_position = c.closed
          from unnest($1, $2, $3, $4, $5) as c(owner, unit, stage, position, closed)
         where (s.owner, s.unit, s.stage, s.position) = (c.owner, c.unit, c.stage, c.position)
        """, stop, rows.Select(r => r.Owner).ToArray(), rows.Select(r => Codes.Name(r.Unit)).ToArray(), rows.Select(r => r.Stage).ToArray(),
        rows.Select(r => r.Position).ToArray(), rows.Select(r => r.ClosedPosition!.Value).ToArray());

    public async Task CloseAsync(IReadOnlyCollection<Course> courses)
    {
        foreach (var unit in courses.GroupBy(c => c.Like.Unit))
            await target.RunAsync($"""
                with closed as (select * from unnest($1, $2) as c(owner, closed_position)),
                gone as (delete from {CoursesOf(unit.Key)} s using closed c where s.owner = c.owner returning s.*)
                insert into {CoursesOf(unit.Key)}_past select g.*, c.closed_position from gone g join closed c on c.owner = g.owner
                """, stop, unit.Select(c => c.Like.Owner).ToArray(), unit.Select(c => c.ClosedPosition!.Value).ToArray());
    }

    public async Task WriteAsync(IReadOnlyCollection<StageRow> rows)
    {
        if (rows.Count == 0) return;
        await using var writer = await target.Connection.BeginBinaryImportAsync($"""
            copy {target.Schema}.stage (owner, unit, root, hop, stage, occurred_on, position, closed_position, record, person, reason, pounds_a_year, {Columns})
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
            await writer.WriteAsync(row.Record, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Person, NpgsqlDbType.Uuid, stop);
            await writer.WriteAsync(row.Reason, NpgsqlDbType.Text, stop);
            await writer.WriteAsync(row.PoundsAYear, NpgsqlDbType.Numeric, stop);
            foreach (var column in CountedBy) await WriteAsync(writer, column.Of(row), column.Is);
        }
        await writer.CompleteAsync(stop);
    }

    public async Task WriteAsync(IReadOnlyCollection<Course> courses)
    {
        foreach (var part in courses.GroupBy(c => (c.Like.Unit, IsPast: c.ClosedPosition is not null)))
        {
            var (unit, isPast) = part.Key;
            await using var writer = await target.Connection.BeginBinaryImportAsync($"""
                copy {CoursesOf(unit)}{(isPast ? "_past" : "")} (owner, root, is_sole, position, person, record, pounds_a_year, {Columns},
                    {string.Join(", ", Course.StagesOf(unit).Select(Course.ColumnOf))}, {string.Join(", ", Course.ReasonedOf(unit).Select(Course.ReasonColumnOf))}{(isPast ? ", closed_position" : "")})
                from stdin (format binary)
                """, stop);
            foreach (var course in part)
            {
                await writer.StartRowAsync(stop);
                await writer.WriteAsync(course.Like.Owner, NpgsqlDbType.Uuid, stop);
                await writer.WriteAsync(course.Like.Root, NpgsqlDbType.Uuid, stop);
                await writer.WriteAsync(course.IsSole, NpgsqlDbType.Boolean, stop);
                await writer.WriteAsync(course.Position, NpgsqlDbType.Bigint, stop);
                await writer.WriteAsync(course.Like.Person, NpgsqlDbType.Uuid, stop);
                await writer.WriteAsync(course.Like.Record, NpgsqlDbType.Uuid, stop);
                await writer.WriteAsync(course.PoundsAYear, NpgsqlDbType.Numeric, stop);
                foreach (var column in CountedBy) await WriteAsync(writer, column.Of(course.Like), column.Is);
                foreach (var day in course.Days) await writer.WriteAsync(day, NpgsqlDbType.Date, stop);
                foreach (var reason in course.Reasons) await writer.WriteAsync(reason, NpgsqlDbType.Text, stop);
                if (course.ClosedPosition is { } closed) await writer.WriteAsync(closed, NpgsqlDbType.Bigint, stop);
            }
            await writer.CompleteAsync(stop);
        }
    }

    private Task WriteAsync(Npgsql.NpgsqlBinaryImporter writer, object? value, NpgsqlDbType type) => value is null ? writer.WriteNullAsync(stop) : writer.WriteAsync(value, type, stop);

    public Task KeepAsync(IReadOnlyCollection<StageOwner> owners) => owners.Count == 0 ? Task.CompletedTask : target.RunAsync($"""
        insert into {target.Schema}.owner select owner, unit, root, record, state::json from unnest($1, $2, $3, $4, $5) as k(owner, unit, root, record, state)
        on conflict (owner) do update set record = excluded.record, state = excluded.state
        """, stop, owners.Select(o => o.Id).ToArray(), owners.Select(o => Codes.Name(o.Unit)).ToArray(), owners.Select(o => o.Root).ToArray(), owners.Select(o => o.Record).ToArray(), owners.Select(o => o.Keep()).ToArray());

    public Task KeepAsync(IReadOnlyCollection<StagePerson> people) => people.Count == 0 ? Task.CompletedTask : target.RunAsync($"""
        insert into {target.Schema}.person select record, person, is_erased, recordings::json from unnest($1, $2, $3, $4) as k(record, person, is_erased, recordings)
        on conflict (record) do update set person = excluded.person, is_erased = excluded.is_erased, recordings = excluded.recordings
        """, stop, people.Select(p => p.Record).ToArray(), people.Select(p => p.Person).ToArray(), people.Select(p => p.IsErased).ToArray(), people.Select(p => Folding.Keep(p.Recordings.ToArray())).ToArray());

    public Task KeepAsync(IReadOnlyCollection<(DateOnly Day, long Position)> days) => days.Count == 0 ? Task.CompletedTask : target.RunAsync(
        $"insert into {target.Schema}.day select * from unnest($1, $2)", stop, days.Select(d => d.Day).ToArray(), days.Select(d => d.Position).ToArray());

    /// <summary>Takes from every row of a person what they were counted by, also from those that a past day is asked of: a figure for it may change, and whoever published one is told why.</summary>
    public async Task EraseAsync(Guid record)
    {
        var erased = string.Join(", ", OfThePerson.Select(column => $"{column} = '{PersonDimensions.ErasedCode}'"));
        foreach (var table in (string[])["stage", .. new[] { Unit.Conversation, Unit.RootReferral }.Select(TableOf).SelectMany(t => new[] { t, $"{t}_past" })])
            await target.RunAsync($"update {target.Schema}.{table} set {erased} where record = $1", stop, record);
    }
}
