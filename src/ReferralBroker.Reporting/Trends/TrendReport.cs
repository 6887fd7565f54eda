using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Statistics;

namespace ReferralBroker.Reporting.Trends;

/// <summary>A question for how often a stage was reached, month by month.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Stage">The stage, by its code.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record TrendQuestion(DateOnly From, DateOnly To, string Stage, DateOnly? AsAt) : ReportQuestion(From, To, AsAt);

/// <summary>A run chart as it may leave.</summary>
public sealed record Trend : ReportAnswer
{
    internal Trend(TrendQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<TrendMonth> months, XmrLimits? limits) : base(question, at, policy, notes) =>
        (Stage, Months, Limits) = (question.Stage, months, limits);

    public string Stage { get; }

    public IReadOnlyList<TrendMonth> Months { get; }

    /// <summary>Its mean and limits; null while fewer than three months are shown.</summary>
    public XmrLimits? Limits { get; }

    internal override IEnumerable<UsedDefinition> Used => [StageNames.Of(Stage).AsUsed];

    public override ReportTable AsTable() => TrendTable.Of(this);
}

/// <summary>A month of a run chart.</summary>
/// <param name="Month">As 2026-04.</param>
/// <param name="Count">How many reached the stage in it.</param>
/// <param name="Signals">Why it is worth asking about.</param>
/// <param name="DefinitionChanged">Whether the stage's definition of today holds from a day in this month: what was before may have been counted in another way.</param>
public sealed record TrendMonth(string Month, Figure Count, IReadOnlyCollection<Signal> Signals, bool DefinitionChanged);

/// <summary>Asks for run charts.</summary>
public sealed class TrendReport(NpgsqlDataSource database)
{
    /// <summary>Under how many steps of rounding a month a run chart has no limits.</summary>
    private const int CoarseBelow = 10;

    private readonly FunnelQuery _query = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The run chart, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<Trend?> AskAsync(TrendQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var asked = new FunnelQuestion(question.From, question.To, Basis.Activity, question.AsAt) { By = [Dimension.Month], Only = question.Only, Within = question.Within };
        var counts = await _query.CountAsync(asked, at.Position, stop);
        // A month that has not ended is no month yet: it would look like a fall. Nor is one in which the log had not begun.
        var (first, last) = (await _days.FirstAsync(stop) ?? DateOnly.MaxValue, question.AsAt ?? await _days.LastMonthEndAsync(stop) ?? DateOnly.MinValue);
        string[] ended = [.. question.Months.Where(m => DateOnly.ParseExact(m, "yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) is var day && day >= first && day.AddMonths(1).AddDays(-1) <= last)];
        Figure[] figures = [.. ended.Select(m => policy.Count(counts.GetValueOrDefault((new CellKey(m, null), question.Stage)).Count))];
        // Only what is shown is looked at: limits from exact figures would tell what is hidden.
        double[] shown = [.. figures.Where(f => f.Value is not null).Select(f => (double)f.Value!.Value)];
        var isTooCoarse = policy.RoundsDown && shown.Length > 0 && shown.Average() < CoarseBelow * policy.RoundedTo;
        var limits = isTooCoarse ? null : Xmr.LimitsOf(shown);
        var signals = new Queue<IReadOnlyCollection<Signal>>(limits is null ? [] : Xmr.SignalsOf(shown, limits));
        var changed = StageNames.Of(question.Stage) is not { Before: not null } stage ? null : stage.Version.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        return new(question, at, policy, Notes(limits, figures, isTooCoarse),
            [.. ended.Zip(figures, (month, figure) => new TrendMonth(month, figure, figure.Value is not null && limits is not null ? signals.Dequeue() : [], month == changed))], limits);
    }

    private static IEnumerable<string> Notes(XmrLimits? limits, Figure[] figures, bool isTooCoarse)
    {
        yield return "Activity: how many reached the stage in each month, whenever they began. Only whole months are shown: none that had not ended by the day it stands at, none in which recording had not begun.";
        yield return isTooCoarse
            ? "No limits are drawn: months are rounded down, and at so few a month they would tell of the rounding and not of what happened. Ask for the same of more: fewer filters, or a stage that more reach."
            : limits is null
            ? "A mean and limits need three months that are shown."
            : $"The limits are the mean and 2.66 times the mean difference from month to month, on either side: chance alone keeps almost every month within them.{(limits.IsTrial ? $" These are trial limits: they rest on fewer than {Xmr.Enough} months." : "")}";
        if (limits is not null) yield return $"Worth asking about: a month outside the limits; {Xmr.Run} or more in a row on one side of the mean; {Xmr.Run} or more in a row that rise or that fall; two of three in a row near the same limit.";
        if (figures.Any(f => f.IsHidden)) yield return "Months that are hidden are left out of the mean and the limits.";
    }
}
