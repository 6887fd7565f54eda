using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Parts;

/// <summary>A question for what a number of a report is made of, narrowed to the row it stands in.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Number">The number.</param>
/// <param name="Basis">Cohort or activity, of a report that has both.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
/// <param name="Today">The day it is asked on: the last that is known of, where it is asked for now.</param>
public sealed record PartsQuestion(DateOnly From, DateOnly To, CountedNumber Number, Basis? Basis, DateOnly? AsAt, DateOnly Today) : ReportQuestion(From, To, AsAt)
{
    /// <summary>What its parts are made by.</summary>
    public IReadOnlyList<Dimension> PartedBy { get; init; } = [];

    /// <summary>The most records that are named; none where they may not be.</summary>
    public int MostRecords { get; init; }

    /// <summary>Only records after this one; null for the first of them.</summary>
    public Guid? After { get; init; }
}

/// <summary>What a number is made of.</summary>
public sealed record NumberParts : ReportAnswer
{
    internal NumberParts(PartsQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes) : base(question, at, policy, notes) => (Basis, Number) = (question.Basis, question.Number);

    /// <summary>Cohort or activity; null of a report that has but one way to count.</summary>
    public Basis? Basis { get; }

    /// <summary>What is counted, in plain words, with its source.</summary>
    public CountedNumber Number { get; }

    /// <summary>How many.</summary>
    public required Figure Count { get; init; }

    /// <summary>The same number by each dimension that it can be looked at by.</summary>
    public required IReadOnlyList<PartsBy> Parts { get; init; }

    /// <summary>What was counted, one by one; null for whoever sees numbers alone.</summary>
    public IReadOnlyList<CountedRecord>? Records { get; init; }

    /// <summary>Where the records after these begin; null where there are none.</summary>
    public Guid? Next { get; init; }

    internal override IEnumerable<UsedDefinition> Used => [Number.AsUsed];

    public override ReportTable AsTable() => PartsTable.Of(this);
}

/// <summary>A number's parts by one dimension.</summary>
/// <param name="By">The dimension.</param>
/// <param name="Rows">Each value with its number.</param>
public sealed record PartsBy(Dimension By, IReadOnlyList<PartRow> Rows);

/// <summary>A part of a number.</summary>
/// <param name="Key">The code of its value.</param>
/// <param name="Label">Its words.</param>
/// <param name="Count">How many.</param>
public sealed record PartRow(string Key, string Label, Figure Count);

/// <summary>A conversation or referral that was counted.</summary>
/// <param name="Id">The conversation or referral; where a chain counts once, the first referral of it: the root.</param>
/// <param name="ReachedBy">The conversation or referral that reached the stage first.</param>
/// <param name="OccurredOn">The day the stage was reached; of a number that is not one of a stage, the day it was sent or held.</param>
/// <param name="Position">The position of the event by which the log learned it; of a number that is not one of a stage, of the last that changed how it is counted.</param>
public sealed record CountedRecord(Guid Id, Guid ReachedBy, DateOnly OccurredOn, long Position);

/// <summary>Opens a number to its definition, its parts, and for those allowed what was counted.</summary>
public sealed class PartsReport(NpgsqlDataSource database)
{
    private readonly FunnelQuery _funnels = new(database);
    private readonly NumberQuery _numbers = new(database);
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The parts, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<NumberParts?> AskAsync(PartsQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var names = await _names.NamesAsync(at.Position, stop);
        var parts = new List<PartsBy>();
        foreach (var by in question.PartedBy)
        {
            var own = await CountAsync(question, by, at.Position, stop);
            parts.Add(new(by, [.. TableValues.Of(by, [.. own.Keys], question, names, policy).Select(key => new PartRow(key, names.WordsOf(by, key), policy.Count(own.GetValueOrDefault(key))))]));
        }
        var count = (await CountAsync(question, null, at.Position, stop)).GetValueOrDefault("");
        var records = question.MostRecords == 0 ? null : await RecordsAsync(question, at.Position, stop);
        return new(question, at, policy, Notes(question, policy))
        {
            Count = policy.Count(count),
            Parts = parts,
            Records = records?.Take(question.MostRecords).ToArray(),
            Next = records?.Count > question.MostRecords ? records[question.MostRecords - 1].Id : null,
        };
    }

    private static IEnumerable<string> Notes(PartsQuestion question, DisclosurePolicy policy)
    {
        if (question.Basis == Basis.Cohort) yield return "Cohort: of those that began in the period.";
        if (question.Basis == Basis.Activity) yield return "Activity: what happened in the period, whenever it began.";
        if (question.Number.IsOfStage() && question.PartedBy.Any(Dimensions.OfEachReferral.Contains)) yield return Dimensions.PartsOverlap;
        if (policy.RoundedTo > 1) yield return "Each number is rounded by itself, so parts need not add up to their whole.";
    }

    /// <summary>How many count, by the value of a dimension; by "" for none.</summary>
    private async Task<IReadOnlyDictionary<string, long>> CountAsync(PartsQuestion question, Dimension? by, long position, CancellationToken stop)
    {
        if (!question.Number.IsOfStage())
            return (await _numbers.CountAsync(question, [question.Number], by, Until(question), position, stop)).ToDictionary(c => c.Key.Key, c => c.Value);
        var counts = await _funnels.CountAsync(new(question.From, question.To, question.Basis ?? Basis.Cohort, question.AsAt) { By = by is { } one ? [one] : [], Only = question.Only, Within = question.Within }, position, stop);
        return counts.Where(c => c.Key.Stage == question.Number.Code && c.Key.Key.First is null == by is null).ToDictionary(c => c.Key.Key.First ?? "", c => c.Value.Count);
    }

    /// <summary>What was counted, in the order of its ids, one more than asked for where there are more.</summary>
    private Task<IReadOnlyList<CountedRecord>> RecordsAsync(PartsQuestion question, long position, CancellationToken stop) => question.Number.IsOfStage()
        ? ChainsAsync(question, position, stop)
        : _numbers.RecordsAsync(question, question.Number, Until(question), question.After ?? Guid.Empty, question.MostRecords + 1, position, stop);

    private static DateOnly Until(PartsQuestion question) => question.AsAt ?? question.Today;

    /// <summary>The same of a stage: each chain by the first of it that reached the stage.</summary>
    private async Task<IReadOnlyList<CountedRecord>> ChainsAsync(PartsQuestion question, long position, CancellationToken stop)
    {
        var stage = StageNames.Of(question.Number.Code);
        var rows = new StandingCourses(position, question.Narrowed);
        string Text(string value) => rows.Add(value, NpgsqlDbType.Text);
        var (from, to) = (StandingCourses.Day(question.From), StandingCourses.Day(question.To));
        var after = rows.Add(question.After ?? Guid.Empty, NpgsqlDbType.Uuid);
        var standing = $"unit = {Text(Codes.Name(stage.Unit))} and {rows.Stood}";
        var counted = question.Basis == Basis.Cohort ? "began" : "reached";
        await using var command = rows.Command(database, $"""
            with reached as (
              select distinct on (root) root, owner, occurred_on, position from stages.stage
               where stage = {Text(stage.Code)} and {standing} order by root, occurred_on, hop),
            began as (
              select root, min(occurred_on) as occurred_on from stages.stage where stage = {Text(Course.StagesOf(stage.Unit)[0].Code)} and {standing} group by root)
            select reached.root, reached.owner, reached.occurred_on, reached.position
              from reached join began using (root)
             where {counted}.occurred_on >= {from} and {counted}.occurred_on < {to} and root > {after}
             order by root limit {question.MostRecords + 1}
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        var found = new List<CountedRecord>();
        while (await row.ReadAsync(stop)) found.Add(new(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<DateOnly>(2), row.GetInt64(3)));
        return found;
    }
}
