using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>A funnel as it may leave: every figure has passed the policy it names.</summary>
public sealed record Funnel : ReportAnswer
{
    internal Funnel(FunnelQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes) : base(question, at, policy, notes) => Basis = question.Basis;

    public Basis Basis { get; }

    /// <summary>All together first, then each value of the breakdown; of two dimensions the second's by themselves, then each of the first's followed by its own.</summary>
    public required IReadOnlyList<FunnelRow> Rows { get; init; }

    public required IReadOnlyList<StageDefinition> Definitions { get; init; }

    internal override IEnumerable<UsedDefinition> Used => Definitions.Select(d => StageNames.Of(d.Stage).AsUsed);

    public override ReportTable AsTable() => FunnelTable.Of(this);
}

/// <summary>One row of a funnel.</summary>
/// <param name="Key">The code of its value of the first dimension; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="CrossedKey">The code of its value of the second dimension; null for all together, and where there is none.</param>
/// <param name="CrossedLabel">Its words; null where there is no second dimension.</param>
/// <param name="Stages">The stages, in the order of the funnel.</param>
public sealed record FunnelRow(string? Key, string Label, string? CrossedKey, string? CrossedLabel, IReadOnlyList<FunnelStage> Stages);

/// <summary>A stage of a row.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Count">How many.</param>
/// <param name="OfPrevious">Whole per cent of the step before, cohorts only: in an activity the same ones need not stand in both.</param>
/// <param name="OfFirst">Whole per cent of the first step, cohorts only.</param>
/// <param name="PoundsAYear">What they gain together, in pounds a year; null where the stage has no amount.</param>
public sealed record FunnelStage(string Stage, Unit Unit, Figure Count, Figure OfPrevious, Figure OfFirst, Figure? PoundsAYear);

/// <summary>A stage's definition, beside the numbers it explains.</summary>
public sealed record StageDefinition(string Stage, Unit Unit, string Name, string Definition, string Source, DateOnly Version, bool IsLoss)
{
    internal static StageDefinition Of(Stage stage) => new(stage.Code, stage.Unit, stage.Name, stage.Definition, stage.Source, stage.Version, stage.IsLoss);
}

/// <summary>Asks for funnels.</summary>
public sealed class FunnelReport(NpgsqlDataSource database)
{
    private readonly FunnelQuery _query = new(database);
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The funnel, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<Funnel?> AskAsync(FunnelQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var counts = await _query.CountAsync(question, at.Position, stop);
        var journeys = await _names.JourneysAsync(at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        CellKey[] cells = [.. CellsOf(question, counts, names, policy)];
        var beside = FunnelAudit.HiddenBeside(cells, counts, question, policy);
        return new(question, at, policy, Notes(question))
        {
            Rows = [.. cells.Select(cell => Row(cell, counts, beside, question, policy, journeys, names))],
            Definitions = [.. StagesOf(question, journeys).Select(StageDefinition.Of)],
        };
    }

    /// <summary>The rows of a table, in their order.</summary>
    private static IEnumerable<CellKey> CellsOf(FunnelQuestion question, IReadOnlyDictionary<(CellKey Key, string Stage), StageCount> counts, NamedThings names, DisclosurePolicy policy)
    {
        IReadOnlyList<string?> Values(int at, Func<CellKey, string?> key) => question.By.Length <= at ? [] : question.By[at] == Dimension.Month ? [.. question.MonthsBegun]
            : TableValues.Of(question.By[at], [.. counts.Keys.Select(c => key(c.Key)).OfType<string>().Distinct()], question, names, policy);
        var (first, second) = (Values(0, c => c.First), Values(1, c => c.Second));
        foreach (var one in first.Prepend(null))
            foreach (var other in second.Prepend(null)) yield return new(one, other);
    }

    /// <summary>The stages of a table: those that some journey asked about has. They hang on the question and the directory, never on who was counted.</summary>
    private static IEnumerable<Stage> StagesOf(FunnelQuestion question, IReadOnlyDictionary<Guid, string> journeys)
    {
        var asked = JourneysOf(null, question, journeys);
        return StageNames.All.Where(s => asked.Any(s.Has));
    }

    /// <summary>The journeys a row may hold.</summary>
    private static IReadOnlyList<Journey> JourneysOf(CellKey? cell, FunnelQuestion question, IReadOnlyDictionary<Guid, string> journeys)
    {
        string? Asked(Dimension dimension) => question.Only.GetValueOrDefault(dimension)
            ?? (question.By.IndexOf(dimension) switch { 0 => cell?.First, 1 => cell?.Second, _ => null });
        string? Followed(string? service) => Guid.TryParse(service, out var id) ? journeys.GetValueOrDefault(id) : null;
        return (Asked(Dimension.Journey) ?? Followed(Asked(Dimension.Service))) is { } code && Journey.Find(code) is { } one ? [one] : Journey.All;
    }

    private static FunnelRow Row(
        CellKey cell, IReadOnlyDictionary<(CellKey, string), StageCount> counts, HashSet<(CellKey, string)> beside, FunnelQuestion question, DisclosurePolicy policy, IReadOnlyDictionary<Guid, string> followed, NamedThings names)
    {
        var journeys = JourneysOf(cell, question, followed);
        var stages = new List<FunnelStage>();
        foreach (var unit in StagesOf(question, followed).GroupBy(s => s.Unit))
        {
            // A conversation goes to no service, so it has no place in a table by service or journey, or about one.
            var hasPlace = unit.Key != Unit.Conversation || (question.HasConversations && !NamesWhatConversationsLack(cell, question));
            (Stage Stage, Figure Count)? first = null, previous = null;
            foreach (var stage in unit)
            {
                var applies = hasPlace && journeys.Any(stage.Has);
                var counted = counts.GetValueOrDefault((cell, stage.Code));
                var count = !applies ? Figure.NotApplicable : beside.Contains((cell, stage.Code)) ? Figure.Hidden : policy.Count(counted.Count);
                Figure Share((Stage Stage, Figure Count)? whole) => question.Basis == Basis.Cohort && applies && whole is { } of && IsShareOf(stage, of.Stage, journeys)
                    ? policy.Percentage(count, of.Count)
                    : Figure.NotApplicable;
                stages.Add(new(stage.Code, unit.Key, count, stage.IsStep ? Share(previous) : Figure.NotApplicable, Share(first),
                    stage.Code != StageNames.FinancialGain.Code ? null
                        // By the day of a case's first gain alone, its later ones would stand in a month long gone.
                        : question.Basis == Basis.Activity ? Figure.NotApplicable
                        : policy.Pounds(counted.PoundsAYear ?? 0, counted.Count, count)));
                first ??= (stage, count);
                if (applies && !stage.IsLoss && !stage.IsAside) previous = (stage, count);
            }
        }
        string? Label(int at, string? key) => question.By.Length <= at ? null : key is null ? "All" : names.WordsOf(question.By[at], key);
        return new(cell.First, Label(0, cell.First) ?? "All", cell.Second, Label(1, cell.Second), stages);
    }

    private static bool NamesWhatConversationsLack(CellKey cell, FunnelQuestion question) =>
        (cell.First is not null && Dimensions.OfReferralsOnly.Contains(question.By[0])) || (cell.Second is not null && Dimensions.OfReferralsOnly.Contains(question.By[1]));

    /// <summary>Whether all that could be counted in the one could reach the other: advice cases start no jobs, so jobs are no share of them.</summary>
    private static bool IsShareOf(Stage stage, Stage whole, IReadOnlyList<Journey> journeys) => journeys.Where(whole.Has).All(stage.Has);

    private static List<string> Notes(FunnelQuestion question)
    {
        var notes = new List<string>
        {
            question.Basis == Basis.Cohort
                ? "Cohort: of those that began in the period, how many have reached each stage since."
                : "Activity: how many reached each stage in the period, whenever they began.",
            "A referral that was redirected or matched again counts once, by its first referral.",
            "[z] means not applicable.",
        };
        if (!question.Only.ContainsKey(Dimension.Journey) && !question.Only.ContainsKey(Dimension.Service)) notes.Add("Steps that only some journeys have are no share of the steps that all have. Ask for one journey to see its rates.");
        if (question.By.Any(Dimensions.OfEachReferral.Contains)) notes.Add(Dimensions.PartsOverlap);
        if (question.By.Any(Dimensions.OfPerson.Contains)) notes.Add("What is said of people is what they told, as far as they were asked. Age, employment status and place are those at the time of the conversation or of the first referral.");
        return notes;
    }
}
