using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>A stage counted on a basis.</summary>
internal sealed record Strand(Stage Stage, Basis Basis)
{
    /// <summary>The first stage of the same unit, of which every cohort is.</summary>
    public Stage First => FirstOf(Stage.Unit);

    /// <summary>Whether both bases are one: the first stage of all, and what lies on the day of a conversation by its definition.</summary>
    public static bool HasOneBasis(Stage stage) => stage == FirstOf(stage.Unit) || (stage.Unit == Unit.Conversation && stage != StageNames.ReferralSent);

    /// <summary>Every one there is, each once.</summary>
    public static readonly IReadOnlyList<Strand> All =
    [
        .. StageNames.All.Where(s => s.Unit != Unit.Person).SelectMany(s => HasOneBasis(s) ? new[] { new Strand(s, Basis.Cohort) } : [new(s, Basis.Cohort), new(s, Basis.Activity)]),
    ];

    private static Stage FirstOf(Unit unit) => unit == Unit.Conversation ? StageNames.Conversation : StageNames.Sent;

    public override string ToString() => $"{Stage.Code} ({Basis})";

    /// <summary>The one that a question asks for.</summary>
    public static Strand Of(Stage stage, Basis basis) => new(stage, HasOneBasis(stage) ? Basis.Cohort : basis);
}

/// <summary>A strand within a cell: it has a count for each period.</summary>
internal sealed record Series(Strand Strand, Cell Cell);

/// <summary>A stretch of whole months: the number of its first, and of the one after its last.</summary>
internal readonly record struct Period(int From, int To)
{
    public int Months => To - From;
}

/// <summary>What one figure is of. However it is asked for, it is one.</summary>
internal sealed record Universe(Series Series, DateOnly AsAt, Period Period)
{
    public override string ToString() => $"{Series.Strand}, {Series.Cell}, months {Period.From} to {Period.To}";
}

/// <summary>The months that a log spans, and every period in them. Nothing happened before or after, and everybody knows it.</summary>
internal sealed class Months
{
    /// <summary>So many that a set of periods is one number.</summary>
    public const int Most = 15;

    private readonly DateOnly _first;

    public Months(DateOnly first, int count)
    {
        if (count is < 1 or > Most) throw new ArgumentOutOfRangeException(nameof(count), count, $"From 1 to {Most} months.");
        (_first, Count) = (first, count);
        Periods = [.. Enumerable.Range(0, count).SelectMany(from => Enumerable.Range(from + 1, count - from).Select(to => new Period(from, to)))];
    }

    public int Count { get; }

    /// <summary>Every period, in the order of their numbers.</summary>
    public IReadOnlyList<Period> Periods { get; }

    public Period Whole => new(0, Count);

    /// <summary>All periods as a set.</summary>
    public UInt128 All => Set(_ => true);

    /// <summary>The number of a period.</summary>
    public int NumberOf(Period period) => (period.From * Count) - (period.From * (period.From - 1) / 2) + period.Months - 1;

    /// <summary>Periods as a set: a bit for the number of each.</summary>
    public UInt128 Set(Func<Period, bool> which) => Periods.Where(which).Aggregate(UInt128.Zero, (set, p) => set | (UInt128.One << NumberOf(p)));

    /// <summary>The first day of a month.</summary>
    public DateOnly DayOf(int month) => _first.AddMonths(month);

    /// <summary>The number of the month a day is in.</summary>
    public int MonthOf(DateOnly day) => ((day.Year - _first.Year) * 12) + day.Month - _first.Month;
}
