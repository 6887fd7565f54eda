using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Every true count that questions can ask for, of a log as it stood at the end of a day; made without the product's own reporting.</summary>
internal sealed class Counts
{
    private readonly Dictionary<(Strand, Cell), int> _numbers = [];
    private readonly List<Series> _series = [];
    private readonly List<int[]> _before = [];

    private Counts(Questions asked, DateOnly asAt, Months months) => (Asked, AsAt, Months) = (asked, asAt, months);

    public Questions Asked { get; }

    public DateOnly AsAt { get; }

    public Months Months { get; }

    /// <summary>The series, by their numbers. Of one that is not among them everybody knows that it is nought throughout.</summary>
    public IReadOnlyList<Series> Series => _series;

    public int? NumberOf(Strand strand, Cell cell) => _numbers.TryGetValue((strand, cell), out var number) ? number : null;

    public Universe UniverseOf(int series, int period) => new(_series[series], AsAt, Months.Periods[period]);

    /// <summary>The true count.</summary>
    public int Of(int series, Period period) => _before[series][period.To] - _before[series][period.From];

    /// <param name="things">All there is.</param>
    /// <param name="asAt">The day at whose end it is asked.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="withNoughts">Whether series that are nought throughout are among them: where a nought is not shown, nobody knows.</param>
    public static Counts Of(IReadOnlyList<Thing> things, DateOnly asAt, Questions asked, bool withNoughts)
    {
        var days = things.SelectMany(t => t.Hops).SelectMany(h => h.Days.Values).ToArray();
        var first = new DateOnly(days.Min().Year, days.Min().Month, 1);
        var last = days.Max();
        var counts = new Counts(asked, asAt, new(first, ((last.Year - first.Year) * 12) + last.Month - first.Month + 1));
        foreach (var (unit, hops) in things) counts.Add(unit, hops);
        if (withNoughts) counts.AddNoughts([.. things.SelectMany(t => t.Hops)]);
        foreach (var before in counts._before)
            for (var month = 0; month < counts.Months.Count; month++) before[month + 1] += before[month];
        return counts;
    }

    /// <summary>Counts one conversation, or one chain of referrals, once in every cell that any of it is in.</summary>
    private void Add(Unit unit, IReadOnlyList<Hop> hops)
    {
        var cells = new Dictionary<Cell, HashSet<Hop>>();
        foreach (var set in Asked.Sets.Where(s => HasPlace(unit, s)))
            foreach (var hop in hops)
            {
                var cell = Cell.Of(set.Select(d => KeyValuePair.Create(d, hop.Values[d])))!;
                if (!cells.TryGetValue(cell, out var within)) cells[cell] = within = [];
                within.Add(hop);
            }
        foreach (var (cell, within) in cells)
        {
            var days = within.SelectMany(h => h.Days).GroupBy(d => d.Key).ToDictionary(d => d.Key, d => d.Min(s => s.Value));
            foreach (var strand in Strand.All.Where(s => s.Stage.Unit == unit && days.ContainsKey(s.Stage.Code)))
                _before[Number(strand, cell)][Months.MonthOf(days[(strand.Basis == Basis.Cohort ? strand.First : strand.Stage).Code]) + 1]++;
        }
    }

    private void AddNoughts(Hop[] hops)
    {
        var values = Enum.GetValues<Dimension>().Where(d => d != Dimension.Month).ToDictionary(d => d,
            d => Dimensions.ValuesOf(d)?.Select(v => v.Code).Where(c => c != PersonDimensions.ErasedCode).ToArray() ?? [.. hops.Where(h => h.Values.ContainsKey(d)).Select(h => h.Values[d]).Distinct()]);
        Strand[] found = [.. Strand.All.Where(s => NumberOf(s, Cell.All) is not null)];
        foreach (var set in Asked.Sets)
            foreach (var cell in set.Aggregate(new Cell?[] { Cell.All }.AsEnumerable(), (cells, d) => cells.SelectMany(c => values[d].Select(v => c?.With(d, v)))).OfType<Cell>().ToHashSet())
                foreach (var strand in found.Where(s => HasPlace(s.Stage.Unit, set) && IsStepOf(s.Stage, cell))) Number(strand, cell);
    }

    private int Number(Strand strand, Cell cell)
    {
        if (_numbers.TryGetValue((strand, cell), out var number)) return number;
        _series.Add(new(strand, cell));
        _before.Add(new int[Months.Count + 1]);
        return _numbers[(strand, cell)] = _series.Count - 1;
    }

    private static bool HasPlace(Unit unit, Dimension[] set) => unit != Unit.Conversation || !set.Any(Dimensions.OfReferralsOnly.Contains);

    private static bool IsStepOf(Stage stage, Cell cell)
    {
        var journeys = cell.Values.TryGetValue(Dimension.Journey, out var code) ? [Journey.Find(code)!]
            : cell.Values.TryGetValue(Dimension.Service, out var service) ? [TestBroker.Directory.Single(d => d.Service.Value == Guid.Parse(service)).Journey] : Journey.All;
        return journeys.Any(stage.Has);
    }
}
