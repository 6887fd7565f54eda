using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;
using static ReferralBroker.Reporting.Overdue.OverdueNumbers;

namespace ReferralBroker.Reporting.Overdue;

/// <summary>A question for what nobody has done by its day.</summary>
/// <param name="From">The first day of the period in which referrals were sent.</param>
/// <param name="To">The day after its last.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
/// <param name="Today">The day it is asked on: what is overdue is late by as much, where it is asked for now.</param>
public sealed record OverdueQuestion(DateOnly From, DateOnly To, DateOnly? AsAt, DateOnly Today) : ReportQuestion(From, To, AsAt);

/// <summary>What is overdue, as it may leave: every figure has passed the policy it names.</summary>
public sealed record OverdueReferrals : ReportAnswer
{
    internal OverdueReferrals(OverdueQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<OverdueRow> rows) : base(question, at, policy, notes) => Rows = rows;

    /// <summary>All together first, then each value of the breakdown.</summary>
    public IReadOnlyList<OverdueRow> Rows { get; }

    internal override IEnumerable<UsedDefinition> Used => [StageNames.Sent.AsUsed, StageNames.Overdue.AsUsed];

    public override ReportTable AsTable() => OverdueTable.Of(this);
}

/// <summary>One row of what is overdue.</summary>
/// <param name="Key">The code of its value; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="Sent">How many referrals were sent in the period; each of a chain by itself.</param>
/// <param name="Overdue">How many of them are overdue.</param>
/// <param name="Share">Whole per cent of those sent.</param>
/// <param name="Silent">How many of these the service has not answered at all: neither taken it in nor decided.</param>
/// <param name="Within7">Late by 7 days or fewer.</param>
/// <param name="Within28">Late by 8 to 28 days.</param>
/// <param name="Over28">Late by more.</param>
/// <param name="Awaiting">How many for each thing that is awaited, in the order of a referral's life.</param>
public sealed record OverdueRow(string? Key, string Label, Figure Sent, Figure Overdue, Figure Share, Figure Silent, Figure Within7, Figure Within28, Figure Over28, IReadOnlyList<AwaitedFigure> Awaiting);

/// <summary>Something that is awaited.</summary>
/// <param name="Awaited">Its code.</param>
/// <param name="Words">In words.</param>
/// <param name="By">Who is to act.</param>
/// <param name="Count">How many are overdue for it.</param>
public sealed record AwaitedFigure(string Awaited, string Words, string By, Figure Count);

/// <summary>Asks what is overdue, and which services are silent.</summary>
public sealed class OverdueReport(NpgsqlDataSource database)
{
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);
    private readonly NumberQuery _numbers = new(database);

    /// <summary>What is overdue, or null if the day it is to stand at is not closed yet.</summary>
    public async Task<OverdueReferrals?> AskAsync(OverdueQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var counts = await _numbers.CountAsync(question, OverdueNumbers.All, question.One, question.AsAt ?? question.Today, at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        var keys = TableValues.Of(question, counts.Keys.Select(c => c.Key), names, policy);
        var shown = new ShownCounts(keys, OverdueNumbers.All, counts,
            [new(OverdueNumbers.Overdue, [Within7, Within28, Over28]), new(OverdueNumbers.Overdue, [.. AwaitedNames.All.Select(a => a.Code)]), new(Silent, AwaitedNames.OfTheSilent)], policy);
        return new(question, at, policy,
            [
                "Of the referrals sent in the period, those on which somebody was to act by a day that had gone by when the report stands. Each referral is looked at by itself, also where it was passed on.",
                "Silent: the service has not answered at all, neither taken it in nor decided.",
                "The day is that of the service's own clocks when it was sent. What is due is looked for each day: what was due on the day before may not be marked yet.",
            ],
            [Row(null, "All", shown, policy), .. keys.Select(key => Row(key, names.WordsOf(question.One!.Value, key), shown, policy))]);
    }

    private static OverdueRow Row(string? key, string label, ShownCounts shown, DisclosurePolicy policy)
    {
        var (sent, overdue) = (shown.Of(key, Sent), shown.Of(key, OverdueNumbers.Overdue));
        return new(key, label, sent, overdue, policy.Percentage(overdue, sent), shown.Of(key, Silent), shown.Of(key, Within7), shown.Of(key, Within28), shown.Of(key, Over28),
            [.. AwaitedNames.All.Select(a => new AwaitedFigure(a.Code, a.Words, a.By, shown.Of(key, a.Code)))]);
    }
}
