using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Statistics;
using static ReferralBroker.Reporting.Waits.WaitNumbers;

namespace ReferralBroker.Reporting.Waits;

/// <summary>A question for how long it takes from one stage to another.</summary>
/// <param name="From">The first day of the period in which the first stage was reached.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Start">The stage the wait begins with, by its code.</param>
/// <param name="End">The stage it ends with, by its code.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
/// <param name="Today">The day it is asked on: waits that go on are this long, where it is asked for now.</param>
public sealed record WaitQuestion(DateOnly From, DateOnly To, string Start, string End, DateOnly? AsAt, DateOnly Today) : ReportQuestion(From, To, AsAt);

/// <summary>Waits as they may leave: every figure has passed the policy it names.</summary>
public sealed record WaitTimes : ReportAnswer
{
    internal WaitTimes(WaitQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<WaitRow> rows) : base(question, at, policy, notes) =>
        (Start, End, Rows) = (question.Start, question.End, rows);

    public string Start { get; }

    public string End { get; }

    /// <summary>All together first, then each value of the breakdown.</summary>
    public IReadOnlyList<WaitRow> Rows { get; }

    internal override IEnumerable<UsedDefinition> Used => [StageNames.Of(Start).AsUsed, StageNames.Of(End).AsUsed];

    public override ReportTable AsTable() => WaitTable.Of(this);
}

/// <summary>One row of waits. Days are calendar days.</summary>
/// <param name="Key">The code of its value; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="Referrals">How many began to wait in the period; each referral of a chain by itself.</param>
/// <param name="Reached">How many of them had waited to the end.</param>
/// <param name="Waiting">How many wait still.</param>
/// <param name="Median">Days within which half are estimated to be there; hidden with the referrals and with those reached, not applicable where it never came to half.</param>
/// <param name="Ninetieth">Days within which nine in ten are.</param>
/// <param name="Within7">Of those who were reached: after 7 days or fewer.</param>
/// <param name="Within30">After 8 to 30 days.</param>
/// <param name="Over30">After more.</param>
public sealed record WaitRow(string? Key, string Label, Figure Referrals, Figure Reached, Figure Waiting, Figure Median, Figure Ninetieth, Figure Within7, Figure Within30, Figure Over30);

/// <summary>Asks how long waits are.</summary>
/// <remarks>The bands are those of NHS England's dashboard of Individual Placement and Support: 7 days or fewer, 8 to 30, more than 30.</remarks>
public sealed class WaitReport(NpgsqlDataSource database)
{
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The stages a wait can begin or end with, in their order: those that every journey has before anything is lost.</summary>
    public static readonly IReadOnlyList<Stage> Stages = [.. StageNames.All.Where(s => s is { Unit: Unit.RootReferral, IsLoss: false, IsAside: false })];

    /// <summary>The waits, or null if the day they are to stand at is not closed yet.</summary>
    public async Task<WaitTimes?> AskAsync(WaitQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var waits = await CountAsync(question, at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        var keys = TableValues.Of(question, waits.Select(w => w.Key), names, policy);
        var shown = Shown(keys, waits, policy);
        return new(question, at, policy,
            [
                "Each referral is looked at by itself, also where it was passed on. Self-referrals are left out: whoever refers themselves is there already.",
                "The median and the ninetieth percentile are estimated (Kaplan-Meier): somebody who waits still, or whose referral ended before, counts as waiting for as long as they did.",
                "[z] means not applicable: it never came to half, or to nine in ten.",
            ],
            [Row(null, "All", waits.Select(w => w.Wait), shown), .. keys.Select(key => Row(key, names.WordsOf(question.One!.Value, key), waits.Where(w => w.Key == key).Select(w => w.Wait), shown))]);
    }

    /// <summary>The counts, as they may leave. Those whose referral ended before stand among the referrals alone.</summary>
    private static ShownCounts Shown(IReadOnlyList<string> keys, IReadOnlyList<(string? Key, Wait Wait, bool IsOpen)> waits, DisclosurePolicy policy)
    {
        var own = waits.ToLookup(w => w.Key);
        return new(keys, [Referrals, Reached, Waiting, Within7, Within30, Over30],
            (key, column) => (key is null ? waits : own[key]).Where(w => column switch
            {
                Referrals => true,
                Reached => w.Wait.Reached,
                Waiting => w.IsOpen,
                Within7 => w.Wait is { Reached: true, Days: <= 7 },
                Within30 => w.Wait is { Reached: true, Days: > 7 and <= 30 },
                _ => w.Wait is { Reached: true, Days: > 30 },
            }).Sum(w => w.Wait.Count),
            [new(Reached, [Within7, Within30, Over30])], policy);
    }

    private static WaitRow Row(string? key, string label, IEnumerable<Wait> waits, ShownCounts shown)
    {
        var referrals = shown.Of(key, Referrals);
        Figure Day(int share) => referrals.IsHidden || shown.Of(key, Reached).IsHidden ? Figure.Hidden : KaplanMeier.DayOf(waits, share) is { } day ? Figure.Of(day) : Figure.NotApplicable;
        return new(key, label, referrals, shown.Of(key, Reached), shown.Of(key, Waiting), Day(50), Day(90), shown.Of(key, Within7), shown.Of(key, Within30), shown.Of(key, Over30));
    }

    private async Task<IReadOnlyList<(string? Key, Wait Wait, bool IsOpen)>> CountAsync(WaitQuestion question, long position, CancellationToken stop)
    {
        var courses = new StandingCourses(position, question.Narrowed);
        var (from, to, until) = (StandingCourses.Day(question.From), StandingCourses.Day(question.To), StandingCourses.Day(question.AsAt ?? question.Today));
        var (start, end) = (Course.ColumnOf(StageNames.Of(question.Start)), Course.ColumnOf(StageNames.Of(question.End)));
        var key = StandingCourses.KeyOf(question.One, start);
        var self = courses.Add(Codes.Name(ReferralSource.Self), NpgsqlDbType.Text);
        await using var command = courses.Command(database, $"""
            select key, greatest(0, least(reached_on, ended_on, {until}) - started_on), coalesce(reached_on <= least(ended_on, {until}), false), reached_on is null and ended_on is null, count(*)
              from ({courses.Select(Unit.RootReferral, $"{key} as key, {start} as started_on, {end} as reached_on, {Course.EndedOn} as ended_on", $"{start} >= {from} and {start} < {to} and source <> {self}")}) wait
             group by 1, 2, 3, 4
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        var waits = new List<(string?, Wait, bool)>();
        while (await row.ReadAsync(stop)) waits.Add((row.IsDBNull(0) ? null : row.GetString(0), new(row.GetInt32(1), row.GetBoolean(2), row.GetInt64(4)), row.GetBoolean(3)));
        return waits;
    }
}
