using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Reasons;

/// <summary>A question for why people or referrals went a way out.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Basis">Cohort: of those that began in the period. Activity: of those that went this way in it.</param>
/// <param name="Loss">The way out, by its code.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record ReasonQuestion(DateOnly From, DateOnly To, Basis Basis, string Loss, DateOnly? AsAt) : ReportQuestion(From, To, AsAt);

/// <summary>Reasons as they may leave: every figure has passed the policy it names.</summary>
public sealed record LossReasons : ReportAnswer
{
    internal LossReasons(ReasonQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<ReasonRow> rows) : base(question, at, policy, notes) =>
        (Loss, Basis, Rows) = (question.Loss, question.Basis, rows);

    public string Loss { get; }

    public Basis Basis { get; }

    /// <summary>All together first, then each value of the breakdown.</summary>
    public IReadOnlyList<ReasonRow> Rows { get; }

    internal override IEnumerable<UsedDefinition> Used => [StageNames.Of(Loss).AsUsed];

    public override ReportTable AsTable() => ReasonTable.Of(this);
}

/// <summary>One row of reasons.</summary>
/// <param name="Key">The code of its value; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="Total">How many went this way.</param>
/// <param name="Reasons">How many for each reason, in the order of the list.</param>
public sealed record ReasonRow(string? Key, string Label, Figure Total, IReadOnlyList<ReasonFigure> Reasons);

/// <summary>A reason.</summary>
/// <param name="Reason">Its code.</param>
/// <param name="Words">In words.</param>
/// <param name="Count">How many.</param>
/// <param name="OfAll">Whole per cent of the total.</param>
public sealed record ReasonFigure(string Reason, string Words, Figure Count, Figure OfAll);

/// <summary>Asks why conversations end without a referral and referrals without support, so that each team can learn from its own.</summary>
public sealed class ReasonReport(NpgsqlDataSource database)
{
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);
    private readonly NumberQuery _numbers = new(database);

    /// <summary>The reasons, or null if the day they are to stand at is not closed yet.</summary>
    public async Task<LossReasons?> AskAsync(ReasonQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var loss = StageNames.Of(question.Loss);
        var (reasons, numbers) = (ReasonNames.Of(loss), ReasonNumbers.Of(loss, question.Basis));
        var counts = await _numbers.CountAsync(question, numbers, question.One, question.To, at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        var keys = TableValues.Of(question, counts.Keys.Select(c => c.Key), names, policy);
        var shown = new ShownCounts(keys, numbers, counts, [new(ReasonNumbers.Total, [.. reasons.Select(r => r.Code)])], policy);
        return new(question, at, policy,
            [
                question.Basis == Basis.Cohort ? "Cohort: of those that began in the period." : "Activity: of those that went this way in the period.",
                "Each referral counts by itself, also where it was passed on: each service that declined it had its reason.",
                "[z] means not applicable.",
            ],
            [Row(null, "All", reasons, shown, policy), .. keys.Select(key => Row(key, names.WordsOf(question.One!.Value, key), reasons, shown, policy))]);
    }

    private static ReasonRow Row(string? key, string label, IEnumerable<(string Code, string Words)> reasons, ShownCounts shown, DisclosurePolicy policy)
    {
        var total = shown.Of(key, ReasonNumbers.Total);
        return new(key, label, total, [.. reasons.Select(reason => new ReasonFigure(reason.Code, reason.Words, shown.Of(key, reason.Code), policy.Percentage(shown.Of(key, reason.Code), total)))]);
    }
}
