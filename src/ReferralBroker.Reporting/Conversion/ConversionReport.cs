using Npgsql;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Statistics;

namespace ReferralBroker.Reporting.Conversion;

/// <summary>A question for how many of those who reached one stage have since reached another.</summary>
/// <param name="From">The first day of the period in which they began.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Start">The one stage, by its code.</param>
/// <param name="End">The other, by its code.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record ConversionQuestion(DateOnly From, DateOnly To, string Start, string End, DateOnly? AsAt) : ReportQuestion(From, To, AsAt);

/// <summary>Where a rate lies, seen from the rate of all together.</summary>
public enum RateStanding
{
    /// <summary>Within what chance makes likely: 19 in 20 lie there.</summary>
    AsExpected,

    /// <summary>Outside that, and within what chance makes possible: 998 in 1,000 lie there.</summary>
    Low,
    High,

    /// <summary>Outside both: worth asking why.</summary>
    VeryLow,
    VeryHigh,
}

/// <summary>Rates as they may leave: every figure has passed the policy it names.</summary>
public sealed record ConversionRates : ReportAnswer
{
    internal ConversionRates(ConversionQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<ConversionRow> rows) : base(question, at, policy, notes) =>
        (Start, End, Rows) = (question.Start, question.End, rows);

    public string Start { get; }

    public string End { get; }

    /// <summary>All together first, then each value of the breakdown by its name: it is no league table.</summary>
    public IReadOnlyList<ConversionRow> Rows { get; }

    internal override IEnumerable<UsedDefinition> Used => [StageNames.Of(Start).AsUsed, StageNames.Of(End).AsUsed];

    public override ReportTable AsTable() => ConversionTable.Of(this);
}

/// <summary>One rate.</summary>
/// <param name="Key">The code of its value; null for all together.</param>
/// <param name="Label">Its words.</param>
/// <param name="Whole">How many reached the one stage.</param>
/// <param name="Part">How many of them reached the other.</param>
/// <param name="Rate">Whole per cent, of the figures as they leave.</param>
/// <param name="Low">The lower end of its 95 per cent interval, in whole per cent.</param>
/// <param name="High">The upper end.</param>
/// <param name="Standing">Where it lies on a funnel plot; null where it is hidden, and for all together.</param>
public sealed record ConversionRow(string? Key, string Label, Figure Whole, Figure Part, Figure Rate, Figure Low, Figure High, RateStanding? Standing);

/// <summary>Asks how many come from one stage to another.</summary>
/// <remarks>
/// Services are compared by a funnel plot (Spiegelhalter 2005): around the rate of all together, limits that chance alone would keep 95 and 99.8 in 100
/// within for as many referrals as a service has. Ranking them would tell who is small rather than who is good.
/// </remarks>
public sealed class ConversionReport(NpgsqlDataSource database)
{
    private readonly ReportNames _names = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The rates, or null if the day they are to stand at is not closed yet.</summary>
    public async Task<ConversionRates?> AskAsync(ConversionQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var counts = await CountAsync(question, at.Position, stop);
        var names = await _names.NamesAsync(at.Position, stop);
        var keys = TableValues.Of(question, counts.Keys.Where(k => k.Length > 0), names, policy);
        var shown = new ShownCounts(keys, [Whole, Part], (key, column) => counts.GetValueOrDefault(key ?? "") is var counted && column == Whole ? counted.Whole : counted.Part, [], policy);
        var all = Row(null, "All", shown, null, policy);
        return new(question, at, policy,
            [
                "Cohort: of those that began in the period and reached the first stage, how many have reached the second since. A referral that was passed on counts once.",
                "The interval is Wilson's, at 95 per cent, and holds what rounding leaves open.",
                "A rate is called low or high where chance alone would put it there once in 20 times, very low or very high where it would twice in 1,000: a reason to ask, not a verdict. Nothing is said where rounding leaves it open.",
                "[z] means not applicable.",
            ],
            [all, .. keys.Select(key => Row(key, names.WordsOf(question.One!.Value, key), shown, all, policy))]);
    }

    private const string Whole = "whole", Part = "part";

    /// <summary>Where a rate lies among those that chance would give around another.</summary>
    /// <param name="share">The rate, 0 to 1.</param>
    /// <param name="whole">Of how many it is.</param>
    /// <param name="around">The rate of all together, 0 to 1.</param>
    public static RateStanding StandingOf(double share, long whole, double around)
    {
        var (near, far) = (LimitsOf(whole, around, Wilson.NinetyFive), LimitsOf(whole, around, Wilson.NinetyNinePointEight));
        return share < far.Low ? RateStanding.VeryLow : share > far.High ? RateStanding.VeryHigh : share < near.Low ? RateStanding.Low : share > near.High ? RateStanding.High : RateStanding.AsExpected;
    }

    /// <summary>The limits of a funnel plot for so many.</summary>
    public static (double Low, double High) LimitsOf(double whole, double around, double deviate)
    {
        var half = deviate * Math.Sqrt(around * (1 - around) / whole);
        return (Math.Max(0, around - half), Math.Min(1, around + half));
    }

    private static ConversionRow Row(string? key, string label, ShownCounts shown, ConversionRow? all, DisclosurePolicy policy)
    {
        var (whole, part) = (shown.Of(key, Whole), shown.Of(key, Part));
        var rate = policy.Percentage(part, whole);
        if (rate.Value is null || whole.Value is not > 0) return new(key, label, whole, part, rate, rate, rate, null);
        // Rounded by themselves, a part may come out as more than its whole; no interval lies there. What rounding leaves open widens the interval.
        var ((partLow, partHigh), (wholeLow, wholeHigh)) = (policy.Behind(part), policy.Behind(whole));
        var (low, high) = (Wilson.Of(Math.Min(partLow, wholeHigh), wholeHigh), Wilson.Of(Math.Min(partHigh, wholeLow), wholeLow));
        static Figure PerCent(double of) => Figure.Of((long)Math.Round(of * 100, MidpointRounding.AwayFromZero));
        return new(key, label, whole, part, rate, PerCent(low.Low), PerCent(high.High), all is { Part.Value: not null, Whole.Value: > 0 } ? StandingOf(part, whole, all.Part, all.Whole, policy) : null);
    }

    /// <summary>Where the rate of two shown figures lies among those that chance would give around that of two others; null where rounding leaves it open.</summary>
    public static RateStanding? StandingOf(Figure part, Figure whole, Figure allPart, Figure allWhole, DisclosurePolicy policy)
    {
        static (double Low, double High) Within((decimal Low, decimal High) share) => ((double)Math.Min(1, share.Low), (double)Math.Min(1, share.High));
        var (own, around, number) = (Within(policy.ShareBehind(part, whole)), Within(policy.ShareBehind(allPart, allWhole)), policy.Behind(whole).Low);
        var standing = StandingOf(own.Low, number, around.High);
        return StandingOf(own.High, number, around.Low) == standing ? standing : null;
    }

    /// <summary>How many reached the one stage, and how many of them the other, by key; "" is all together.</summary>
    private async Task<Dictionary<string, (long Whole, long Part)>> CountAsync(ConversionQuestion question, long position, CancellationToken stop)
    {
        var counts = new Dictionary<string, (long Whole, long Part)>();
        void Add(string key, long whole, long part) => counts[key] = counts.TryGetValue(key, out var known) ? (known.Whole + whole, known.Part + part) : (whole, part);
        await foreach (var (key, whole, part) in RunAsync(question, question.One, false, position, stop))
        {
            Add("", whole, part);
            if (question.One is not null) Add(key, whole, part);
        }
        await foreach (var (_, whole, part) in RunAsync(question, null, true, position, stop)) Add("", whole, part);
        if (question.One is not null)
            await foreach (var (key, whole, part) in RunAsync(question, question.One, true, position, stop)) Add(key, whole, part);
        return counts;
    }

    private async IAsyncEnumerable<(string Key, long Whole, long Part)> RunAsync(ConversionQuestion question, Dimension? by, bool chained, long position, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var courses = new StandingCourses(position, question.Narrowed);
        var (from, to) = (StandingCourses.Day(question.From), StandingCourses.Day(question.To));
        var unit = StageNames.Of(question.Start).Unit;
        var (began, start, end) = (Course.ColumnOf(Course.StagesOf(unit)[0]), Course.ColumnOf(StageNames.Of(question.Start)), Course.ColumnOf(StageNames.Of(question.End)));
        var key = by switch { null => "''", Dimension.Month => $"to_char({began}, 'YYYY-MM')", { } one => StandingCourses.AliasOf(one) };
        await using var command = courses.Command(database, $"""
            select {key}, count({start}), count({start}) filter (where {end} is not null)
              from ({courses.Things(unit, by is null or Dimension.Month ? [] : [by.Value], chained)}) thing
             where {began} >= {from} and {began} < {to}
             group by 1
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) yield return (row.GetString(0), row.GetInt64(1), row.GetInt64(2));
    }
}
