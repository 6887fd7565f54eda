using Npgsql;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>A funnel as it may leave: every figure has passed the policy it names.</summary>
public sealed record Funnel
{
    public required Basis Basis { get; init; }

    public required Breakdown By { get; init; }

    /// <summary>The first day of the period.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The day after the last of the period.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The day at whose end it was asked; null for now.</summary>
    public DateOnly? AsAt { get; init; }

    /// <summary>The log position the figures stand at: asked again at it they are the same for ever.</summary>
    public required long Position { get; init; }

    /// <summary>Whether everything it counts is invented.</summary>
    public required bool Synthetic { get; init; }

    public required string Policy { get; init; }

    /// <summary>What the table must be read with.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>All together first, then each value of the breakdown.</summary>
    public required IReadOnlyList<FunnelRow> Rows { get; init; }

    public required IReadOnlyList<StageDefinition> Definitions { get; init; }
}

/// <summary>One row of a funnel.</summary>
public sealed record FunnelRow(string? Key, string Label, IReadOnlyList<FunnelStage> Stages);

/// <summary>A stage of a row.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Count">How many.</param>
/// <param name="OfPrevious">Whole per cent of the step before, cohorts only: in an activity the same ones need not stand in both.</param>
/// <param name="OfFirst">Whole per cent of the first step, cohorts only.</param>
/// <param name="PoundsAYear">What they gain together, in pounds a year; null where the stage has no amount.</param>
public sealed record FunnelStage(string Stage, Unit Unit, Figure Count, Figure OfPrevious, Figure OfFirst, Figure? PoundsAYear);

/// <summary>A stage's definition, beside the numbers it explains.</summary>
public sealed record StageDefinition(string Stage, Unit Unit, string Name, string Definition, string Source, DateOnly Version, bool IsLoss);

/// <summary>Asks for funnels.</summary>
public sealed class FunnelReport(NpgsqlDataSource database)
{
    private readonly FunnelQuery _query = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The funnel, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<Funnel?> AskAsync(FunnelQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var counts = await _query.CountAsync(question, at.Position, stop);
        var journeys = await _query.JourneysAsync(stop);
        var keys = counts.Where(c => c.Key is not null).Select(c => (c.Key, c.Label)).Distinct().ToArray();
        return new()
        {
            Basis = question.Basis,
            By = question.By,
            From = question.From,
            To = question.To,
            AsAt = question.AsAt,
            Position = at.Position,
            Synthetic = at.IsSynthetic,
            Policy = policy.Code,
            Notes = [.. at.IsSynthetic ? [Standing.SyntheticWords] : Array.Empty<string>(), .. Notes(question, policy)],
            Rows = [Row(null, "All", counts, question, policy, journeys), .. keys.Select(k => Row(k.Key, k.Label ?? NameOf(question.By, k.Key!), counts, question, policy, journeys))],
            Definitions = [.. StagesOf(question, journeys).Select(s => new StageDefinition(s.Code, s.Unit, s.Name, s.Definition, s.Source, s.Version, s.IsLoss))],
        };
    }

    private static string NameOf(Breakdown by, string key) => by == Breakdown.Journey ? Journey.Find(key)?.Name ?? key : key;

    /// <summary>The stages of a table: those that some journey asked about has. They hang on the question and the directory, never on who was counted.</summary>
    private static IEnumerable<Stage> StagesOf(FunnelQuestion question, IReadOnlyDictionary<Guid, string> journeys)
    {
        var asked = JourneysOf(null, question, journeys);
        return StageNames.All.Where(s => asked.Any(s.Has));
    }

    /// <summary>The journeys a row may hold.</summary>
    private static IReadOnlyList<Journey> JourneysOf(string? key, FunnelQuestion question, IReadOnlyDictionary<Guid, string> journeys)
    {
        string? Followed(string? service) => Guid.TryParse(service, out var id) ? journeys.GetValueOrDefault(id) : null;
        var code = question.Journey
            ?? (question.By == Breakdown.Journey ? key : question.By == Breakdown.Service ? Followed(key) : null)
            ?? Followed(question.Service?.ToString());
        return code is not null && Journey.Find(code) is { } one ? [one] : Journey.All;
    }

    private static FunnelRow Row(
        string? key, string label, IReadOnlyList<StageCount> counts, FunnelQuestion question, DisclosurePolicy policy, IReadOnlyDictionary<Guid, string> followed)
    {
        var journeys = JourneysOf(key, question, followed);
        var stages = new List<FunnelStage>();
        foreach (var unit in StagesOf(question, followed).GroupBy(s => s.Unit))
        {
            // A conversation goes to no service, so it has no place in a table by service or journey, or about one.
            var isConversation = unit.Key == Unit.Conversation;
            var hasPlace = !isConversation || (question is { Provider: null, Service: null, Journey: null } && (question.By is not (Breakdown.Service or Breakdown.Journey) || key is null));
            (Stage Stage, Figure Count)? first = null, previous = null;
            foreach (var stage in unit)
            {
                var applies = hasPlace && journeys.Any(stage.Has);
                var counted = counts.FirstOrDefault(c => c.Key == key && c.Unit == unit.Key && c.Stage == stage.Code);
                var count = applies ? policy.Count(counted?.Count ?? 0) : Figure.NotApplicable;
                Figure Share((Stage Stage, Figure Count)? whole) => question.Basis == Basis.Cohort && applies && whole is { } of && IsShareOf(stage, of.Stage, journeys)
                    ? DisclosurePolicy.Percentage(count, of.Count)
                    : Figure.NotApplicable;
                stages.Add(new(stage.Code, unit.Key, count, stage.IsLoss ? Figure.NotApplicable : Share(previous), Share(first),
                    stage.Code != StageNames.FinancialGain.Code ? null
                        // By the day of a case's first gain alone, its later ones would stand in a month long gone.
                        : question.Basis == Basis.Activity ? Figure.NotApplicable
                        : policy.Pounds(counted?.PoundsAYear ?? 0, counted?.Count ?? 0, count)));
                first ??= (stage, count);
                if (applies && !stage.IsLoss && !stage.IsAside) previous = (stage, count);
            }
        }
        return new(key, label, stages);
    }

    /// <summary>Whether all that could be counted in the one could reach the other: advice cases start no jobs, so jobs are no share of them.</summary>
    private static bool IsShareOf(Stage stage, Stage whole, IReadOnlyList<Journey> journeys) => journeys.Where(whole.Has).All(stage.Has);

    private static List<string> Notes(FunnelQuestion question, DisclosurePolicy policy)
    {
        var notes = new List<string>
        {
            policy.Words,
            question.Basis == Basis.Cohort
                ? "Cohort: of those that began in the period, how many have reached each stage since."
                : "Activity: how many reached each stage in the period, whenever they began.",
            "A referral that was redirected or matched again counts once, by its first referral.",
            "[z] means not applicable.",
        };
        if (question is { Journey: null, Service: null }) notes.Add("Steps that only some journeys have are no share of the steps that all have. Ask for one journey to see its rates.");
        if (question.By is Breakdown.Service or Breakdown.Journey) notes.Add("A referral counts for each service it went to, so services and journeys may add up to more than all.");
        return notes;
    }
}
