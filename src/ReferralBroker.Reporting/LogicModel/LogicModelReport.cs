using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>The outputs of the logic model as they may leave: every figure has passed the policy it names.</summary>
public sealed record LogicModel : ReportAnswer
{
    internal LogicModel(LogicModelQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<OutputRow> outputs) : base(question, at, policy, notes) => Outputs = outputs;

    public IReadOnlyList<OutputRow> Outputs { get; }

    internal override IEnumerable<UsedDefinition> Used => Outputs.Select(o => new UsedDefinition(o.Output.Code, o.Output.Version));

    public override ReportTable AsTable() => LogicModelTable.Of(this);
}

/// <summary>An output with its definition beside its figure.</summary>
/// <param name="Output">What it is.</param>
/// <param name="Count">How many in the period; not applicable where nothing feeds it yet.</param>
/// <param name="Baseline">How many in as long a time just before it; not applicable where recording had not begun by then.</param>
/// <param name="Months">How many in each month, where that was asked; a month in which none counted is there with none.</param>
public sealed record OutputRow(LogicModelOutput Output, Figure Count, Figure Baseline, IReadOnlyList<MonthFigure>? Months);

/// <param name="Month">As 2026-04.</param>
/// <param name="Count">How many.</param>
public sealed record MonthFigure(string Month, Figure Count);

/// <summary>Asks for the logic model's outputs.</summary>
public sealed class LogicModelReport(Npgsql.NpgsqlDataSource database)
{
    private readonly LogicModelQuery _query = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The outputs, or null if the day they are to stand at is not closed yet.</summary>
    public async Task<LogicModel?> AskAsync(LogicModelQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var counts = await _query.CountAsync(question, at.Position, stop);
        var shown = new ShownCounts(question.ByMonth ? question.MonthsBegun : [], [.. LogicModelOutputs.All.Select(o => o.Code)], (month, output) => counts.Where(c => c.Output == output && (month is null || c.Month == month)).Sum(c => c.Count), [], policy);
        // As many months before, or where it is not asked by whole months as many days.
        var earlier = question.From.Day == 1 && question.To.Day == 1
            ? question.From.AddMonths(-(((question.To.Year - question.From.Year) * 12) + question.To.Month - question.From.Month))
            : question.From.AddDays(question.From.DayNumber - question.To.DayNumber);
        var before = await _days.FirstAsync(stop) is { } first && first <= earlier ? await _query.CountAsync(question with { From = earlier, To = question.From }, at.Position, stop) : null;
        return new(question, at, policy,
            [
                "Each thing counts once, in the period in which it first counted.",
                "The baseline is as long a time just before the period. [z] means not applicable: nothing feeds this output yet, or nothing was recorded by then.",
                .. question.Within.IsEmpty ? Array.Empty<string>() : ["Only your own organisation's referrals are looked at: 'first' means the first with you."],
            ],
            [.. LogicModelOutputs.All.Select(o => Row(o, shown, before, question, policy))]);
    }

    private static OutputRow Row(
        LogicModelOutput output, ShownCounts shown, IReadOnlyList<(string Output, string Month, long Count)>? before, LogicModelQuestion question, DisclosurePolicy policy)
    {
        // A conversation goes to no provider, so it has no place in a provider's table.
        if (output.Unit is null || (output.Unit == Unit.Conversation && question.Within.ContainsKey(Dimension.Provider))) return new(output, Figure.NotApplicable, Figure.NotApplicable, null);
        return new(output, shown.Of(null, output.Code), before is null ? Figure.NotApplicable : policy.Count(before.Where(b => b.Output == output.Code).Sum(b => b.Count)),
            question.ByMonth ? [.. question.MonthsBegun.Select(month => new MonthFigure(month, shown.Of(month, output.Code)))] : null);
    }
}
