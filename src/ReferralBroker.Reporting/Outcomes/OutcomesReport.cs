using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;

namespace ReferralBroker.Reporting.Outcomes;

/// <summary>A question for what the frameworks outside the broker count.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
/// <param name="Today">The day it is asked on: where it is asked for now, it is the last day that is known of.</param>
public sealed record OutcomesQuestion(DateOnly From, DateOnly To, DateOnly? AsAt, DateOnly Today) : ReportQuestion(From, To, AsAt);

/// <summary>The measures as they may leave.</summary>
public sealed record MeasuredOutcomes : ReportAnswer
{
    internal MeasuredOutcomes(OutcomesQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<OutcomeRow> rows) : base(question, at, policy, notes) => Rows = rows;

    /// <summary>All together first, then each value of the breakdown; of each every measure.</summary>
    public IReadOnlyList<OutcomeRow> Rows { get; }

    internal override IEnumerable<UsedDefinition> Used => Measures.All.Select(m => new UsedDefinition(m.Code, m.Version));

    public override ReportTable AsTable() => OutcomesTable.Of(this);
}

/// <summary>A row of measures.</summary>
/// <param name="Key">The code of its value; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="Measures">Every measure.</param>
public sealed record OutcomeRow(string? Key, string Label, IReadOnlyList<MeasuredFigure> Measures);

/// <summary>A measure with its figures.</summary>
/// <param name="Measure">What it is.</param>
/// <param name="Count">How many.</param>
/// <param name="Of">Of how many; not applicable of a count.</param>
/// <param name="Rate">Whole per cent.</param>
/// <param name="IsOnTarget">Whether the target is met, by the share before it is made a whole per cent; null where there is none, where a figure is not shown, and where rounding leaves it open.</param>
public sealed record MeasuredFigure(Measure Measure, Figure Count, Figure Of, Figure Rate, bool? IsOnTarget)
{
    /// <summary>Whether there is a target and both figures, and their rounding leaves it open whether it is met.</summary>
    public bool IsLeftOpen => Measure.Target is not null && Count.Value is not null && Of.Value is > 0 && IsOnTarget is null;
}

/// <summary>Asks for measures.</summary>
public sealed class OutcomesReport(NpgsqlDataSource database)
{
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);
    private readonly NumberQuery _numbers = new(database);

    /// <summary>The measures, or null if the day they are to stand at is not closed yet.</summary>
    public async Task<MeasuredOutcomes?> AskAsync(OutcomesQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var numbers = Measures.Numbers;
        var counts = await _numbers.CountAsync(question, numbers, question.One, question.AsAt ?? question.Today, at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        var keys = TableValues.Of(question, counts.Keys.Select(c => c.Key), names, policy);
        var shown = new ShownCounts(keys, numbers, counts, [], policy);
        return new(question, at, policy,
            [
                "Each referral is looked at by itself, also where it was passed on: these frameworks count what one service was sent.",
                "Targets are those of the framework named, met or not by the rate before it is made a whole per cent; nothing is said where rounding leaves it open. [z] means not applicable.",
            ],
            [Row(null, "All", shown, policy), .. keys.Select(key => Row(key, names.WordsOf(question.One!.Value, key), shown, policy))]);
    }

    private static OutcomeRow Row(string? key, string label, ShownCounts shown, DisclosurePolicy policy) => new(key, label, [.. Measures.Counted.Select(how =>
    {
        var measure = how.Measure;
        var count = shown.Of(key, measure.Code);
        if (how.Whole is null) return new MeasuredFigure(measure, count, Figure.NotApplicable, Figure.NotApplicable, null);
        var whole = shown.Of(key, Measures.WholeOf(measure));
        return new(measure, count, whole, policy.Percentage(count, whole), measure.IsMetBy(count, whole, policy));
    })]);
}
