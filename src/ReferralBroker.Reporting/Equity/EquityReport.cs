using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Equity;

/// <summary>A question for who is referred and who gets there: of those whose first referral was sent in the period, broken down by one dimension or two crossed.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record EquityQuestion(DateOnly From, DateOnly To, DateOnly? AsAt) : ReportQuestion(From, To, AsAt);

/// <summary>Who is referred and who gets there, as it may leave.</summary>
public sealed record EquityTable : ReportAnswer
{
    internal EquityTable(EquityQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<EquityRow> rows) : base(question, at, policy, notes) => Rows = rows;

    /// <summary>All together first, then each value; of two crossed only the cells.</summary>
    public IReadOnlyList<EquityRow> Rows { get; }

    internal override IEnumerable<UsedDefinition> Used => EquityReport.Counted.Select(s => s.AsUsed);

    public override ReportTable AsTable() => EquityColumns.Of(this);
}

/// <summary>One group of people.</summary>
/// <param name="Key">The code of its value; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="CrossedKey">The code of its value of a second dimension; null where there is none.</param>
/// <param name="CrossedLabel">Its words.</param>
/// <param name="Sent">Referrals sent.</param>
/// <param name="Share">Whole per cent of all referrals sent.</param>
/// <param name="ResidentShare">Whole per cent of the people deprived of employment that live there; not available where that is not known.</param>
/// <param name="Index">Its share for each hundred of that share: 100 where they are alike.</param>
/// <param name="Contacted">How many had a first contact since.</param>
/// <param name="ContactedRate">Whole per cent of those sent.</param>
/// <param name="Started">How many started work since.</param>
/// <param name="StartedRate">Whole per cent of those sent.</param>
public sealed record EquityRow(
    string? Key, string Label, string? CrossedKey, string? CrossedLabel, Figure Sent, Figure Share, Figure ResidentShare, Figure Index, Figure Contacted, Figure ContactedRate, Figure Started, Figure StartedRate);

/// <summary>Asks who is referred and who gets there.</summary>
public sealed class EquityReport(NpgsqlDataSource database)
{
    private readonly FunnelQuery _query = new(database);
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The stages that are counted.</summary>
    internal static readonly IReadOnlyList<Stage> Counted = [StageNames.Sent, StageNames.FirstContact, StageNames.JobStart];

    /// <summary>The table, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<EquityTable?> AskAsync(EquityQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var asked = new FunnelQuestion(question.From, question.To, Basis.Cohort, question.AsAt) { By = question.By, Only = question.Only, Within = question.Within };
        var counts = await _query.CountAsync(asked, at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        IReadOnlyList<string> Values(int place, Func<CellKey, string?> key) => TableValues.Of(question.By[place], [.. counts.Keys.Select(c => key(c.Key)).OfType<string>().Distinct()], question, names, policy);
        string?[] first = question.By.Length > 0 ? [null, .. Values(0, c => c.First)] : [null];
        string?[] second = question.By.Length > 1 ? [null, .. Values(1, c => c.Second)] : [null];
        var beside = FunnelAudit.HiddenBeside([.. first.SelectMany(one => second.Select(other => new CellKey(one, other)))], counts, asked, policy);
        Figure Of(CellKey cell, Stage stage) => beside.Contains((cell, stage.Code)) ? Figure.Hidden : policy.Count(counts.GetValueOrDefault((cell, stage.Code)).Count);
        var all = Of(new(null, null), StageNames.Sent);
        string Words(int place, string key) => names.WordsOf(question.By[place], key);
        EquityRow Row(string? key, string? crossed)
        {
            var cell = new CellKey(key, crossed);
            var (sent, contacted, started) = (Of(cell, StageNames.Sent), Of(cell, StageNames.FirstContact), Of(cell, StageNames.JobStart));
            var share = policy.Percentage(sent, all);
            var resident = crossed is null && key is not null ? Residents.ShareOf(question.By[0], key) : null;
            return new(key, key is null ? "All" : Words(0, key), crossed, crossed is null ? null : Words(1, crossed), sent, share,
                resident is { } known ? Figure.Of((long)Math.Round(100 * known, MidpointRounding.AwayFromZero)) : Figure.NotAvailable,
                resident is not { } expected ? Figure.NotAvailable : IndexOf(sent, all, expected, policy),
                contacted, policy.Percentage(contacted, sent), started, policy.Percentage(started, sent));
        }
        var rows = new List<EquityRow> { Row(null, null) };
        foreach (var key in first.Skip(1)) rows.AddRange(second.Length == 1 ? [Row(key, null)] : second.Skip(1).Select(crossed => Row(key, crossed)));
        return new(question, at, policy, Notes(question), rows);
    }

    /// <summary>A group's share of all referrals for each hundred of its share of those deprived of employment; unreliable where rounding leaves it open by more than a quarter.</summary>
    private static Figure IndexOf(Figure sent, Figure all, double expected, DisclosurePolicy policy)
    {
        if (sent.IsHidden || all.IsHidden) return Figure.Hidden;
        if (all.Value is not > 0 || expected == 0) return Figure.NotApplicable;
        var (low, high) = policy.ShareBehind(sent, all);
        return (double)(high - low) > 0.25 * expected ? Figure.Unreliable : Figure.Of((long)Math.Round(100 * (double)((low + high) / 2) / expected, MidpointRounding.AwayFromZero));
    }

    private static IEnumerable<string> Notes(EquityQuestion question)
    {
        yield return "Cohort: of referrals first sent in the period, how many had a first contact and started work since. A referral that was passed on counts once.";
        yield return "What is said of people is what they told, as far as they were asked; what nobody recorded stands in the table as not recorded. Age, employment status and place are those at the time of the first referral.";
        if (question.By.Any(Dimensions.OfEachReferral.Contains)) yield return Dimensions.PartsOverlap;
        yield return question.By is [var by] && Residents.Know(by)
            ? "Held against where people deprived of employment live: English Indices of Deprivation 2025 (MHCLG, Open Government Licence v3.0). Its shares are of small areas, each counted as large as any other, for it does not say how many people live there. 100 is as many as would be expected; it is not shown ([u]) where rounding leaves it open by more than a quarter. [x] means not available."
            : "[x] means not available: how many people of such a group live in Nottingham is not in the data the broker holds.";
        yield return "[z] means not applicable.";
    }
}
