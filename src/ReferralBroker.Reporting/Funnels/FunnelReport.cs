using Npgsql;
using ReferralBroker.EventLog;
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
public sealed record FunnelStage(string Stage, Unit Unit, Figure Count, Figure OfPrevious, Figure OfFirst);

/// <summary>A stage's definition, beside the numbers it explains.</summary>
public sealed record StageDefinition(string Stage, Unit Unit, string Name, string Definition, string Source, DateOnly Version, bool IsLoss);

/// <summary>Asks for funnels.</summary>
public sealed class FunnelReport(NpgsqlDataSource database)
{
    private readonly FunnelQuery _query = new(database);
    private readonly FollowerProgress _progress = new(database);

    /// <summary>The last day of the last month that has ended and whose end is marked, or null while there is none.</summary>
    public async Task<DateOnly?> LastMonthEndAsync(CancellationToken stop = default)
    {
        if (await _query.LastClosedDayAsync(stop) is not { } last) return null;
        return last.AddDays(1).Day == 1 ? last : new DateOnly(last.Year, last.Month, 1).AddDays(-1);
    }

    /// <summary>The funnel, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<Funnel?> AskAsync(FunnelQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        var position = question.AsAt is { } day ? await _query.PositionAtEndOfAsync(day, stop) : await _progress.PositionAsync("stages", stop);
        if (position is not { } at) return null;
        var counts = await _query.CountAsync(question, at, stop);
        var keys = counts.Where(c => c.Key is not null).Select(c => (c.Key, c.Label)).Distinct().ToArray();
        return new()
        {
            Basis = question.Basis,
            By = question.By,
            From = question.From,
            To = question.To,
            AsAt = question.AsAt,
            Position = at,
            Policy = policy.Code,
            Notes = Notes(question, policy),
            Rows = [Row(null, "All", counts, question, policy), .. keys.Select(k => Row(k.Key, k.Label ?? k.Key!, counts, question, policy))],
            Definitions = [.. StageNames.All.Select(s => new StageDefinition(s.Code, s.Unit, s.Name, s.Definition, s.Source, s.Version, s.IsLoss))],
        };
    }

    private static FunnelRow Row(string? key, string label, IReadOnlyList<StageCount> counts, FunnelQuestion question, DisclosurePolicy policy)
    {
        var stages = new List<FunnelStage>();
        foreach (var unit in StageNames.All.GroupBy(s => s.Unit))
        {
            // A conversation goes to no service, so it has no place in a table by service or about one.
            var applies = unit.Key == Unit.RootReferral || (question is { Provider: null, Service: null } && (question.By != Breakdown.Service || key is null));
            Figure? first = null, previous = null;
            foreach (var stage in unit)
            {
                var count = applies ? policy.Count(counts.FirstOrDefault(c => c.Key == key && c.Unit == unit.Key && c.Stage == stage.Code)?.Count ?? 0) : Figure.NotApplicable;
                first ??= count;
                var compares = question.Basis == Basis.Cohort && applies && previous is not null;
                stages.Add(new(stage.Code, unit.Key, count,
                    compares && !stage.IsLoss ? DisclosurePolicy.Percentage(count, previous!) : Figure.NotApplicable,
                    compares ? DisclosurePolicy.Percentage(count, first) : Figure.NotApplicable));
                if (!stage.IsLoss && !stage.IsAside) previous = count;
            }
        }
        return new(key, label, stages);
    }

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
        if (question.By == Breakdown.Service) notes.Add("A referral counts for each service it went to, so services may add up to more than all.");
        return notes;
    }
}
