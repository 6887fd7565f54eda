using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>What an attacker makes of small tables whose answer is known.</summary>
public sealed class AttackerTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void Four_hidden_rows_under_a_total_shown_as_30_are_7_each()
    {
        var relations = new Relations(new(First, 1));
        relations.Sum(Ways.Tables, 4, [0, 1, 2, 3]);
        Ranges(relations, [(1, 7), (1, 7), (1, 7), (1, 7), (28, 32)]).Should().Equal((7, 7), (7, 7), (7, 7), (7, 7), (28, 28));
    }

    [Fact]
    public void Whoever_knows_a_policy_knows_of_each_figure_exactly_which_counts_are_shown_so()
    {
        foreach (var policy in new[] { DisclosurePolicy.Tens, DisclosurePolicy.Central, DisclosurePolicy.Mhsds, new("even", 10, false, 10, "") })
            foreach (var shown in Enumerable.Range(0, 500).GroupBy(c => policy.Count(c)).Where(s => s.Max() < 480))
                Answer.Of(shown.Key, policy).Should().Be(new Answer(shown.Key.IsHidden, shown.Min(), shown.Max()), "{0} under {1}", shown.Key.Shown, policy.Code);
    }

    [Fact]
    public void Five_rows_of_9_are_9_each_where_their_45_is_the_least_that_is_shown_as_50_but_not_where_it_is_rounded_down()
    {
        var relations = new Relations(new(First, 1));
        relations.Sum(Ways.Tables, 5, [0, 1, 2, 3, 4]);
        (int, int)[] Told(DisclosurePolicy policy) => [.. new[] { 9, 9, 9, 9, 9, 45 }.Select(c => Answer.Of(policy.Count(c), policy)).Select(a => (a.Low, a.High))];
        Ranges(relations, Told(new("nearest", 10, false, 10, ""))).Take(5).Should().AllBeEquivalentTo((9, 9));
        Ranges(relations, Told(DisclosurePolicy.Tens)).Take(5).Should().AllBeEquivalentTo((4, 9));
    }

    // All that one table can tell under the live rule: only of ten rows, and of all of them only where each is the last of its step, is there one value left.
    [Theory, InlineData(2), InlineData(3), InlineData(4), InlineData(6), InlineData(9), InlineData(10)]
    public void Each_row_of_a_table_takes_one_of_the_ten_values_of_a_hidden_one(int rows)
    {
        var relations = new Relations(new(First, 1));
        relations.Sum(Ways.Tables, rows, [.. Enumerable.Range(0, rows)]);
        var least = Enumerable.Range(0, (9 * rows) + 1).Min(whole =>
        {
            var told = Answer.Of(DisclosurePolicy.Tens.Count(whole), DisclosurePolicy.Tens);
            var (low, high) = Ranges(relations, [.. Enumerable.Repeat((0, 9), rows), (told.Low, told.High)]).First();
            return high - low + 1;
        });
        least.Should().Be(11 - rows);
    }

    [Fact]
    public void Twelve_hidden_months_of_a_year_shown_as_10_are_1_each_and_the_year_is_12()
    {
        var known = new Knowledge(1, new(First, 12));
        for (var month = 0; month < 12; month++) known.Narrow(known.At(0, known.Months.NumberOf(new(month, month + 1))), 1, 7);
        known.Narrow(known.At(0, known.Months.NumberOf(known.Months.Whole)), 8, 12);
        new Attacker(new(known.Months), known).Propagate();
        foreach (var period in known.Months.Periods)
            (known.Low(known.Months.NumberOf(period)), known.High(known.Months.NumberOf(period))).Should().Be((period.Months, period.Months), "{0}", period);
    }

    [Fact]
    public void Two_periods_that_differ_by_a_month_tell_of_that_month()
    {
        var known = new Knowledge(1, new(First, 3));
        foreach (var (period, low, high) in new[] { (new Period(0, 2), 8, 12), (new(1, 3), 18, 22), (new(0, 3), 18, 22), (new Period(0, 1), 1, 7), (new(1, 2), 1, 7) })
            known.Narrow(known.At(0, known.Months.NumberOf(period)), low, high);
        new Attacker(new(known.Months), known).Propagate();
        (known.Low(0), known.High(0)).Should().Be((1, 4), "the first month is at most what 22 leaves over 18");
    }

    // | a b | 1..7 1..7 of 13..17, | c d | 1..7 1..7 of 8..12; a and c of 8..12, b and d of 13..17.
    [Fact]
    public void A_table_of_two_rows_and_two_columns_is_narrowed_as_far_as_its_totals_go()
    {
        var relations = TwoByTwo();
        Ranges(relations, [(1, 7), (1, 7), (1, 7), (1, 7), (13, 17), (8, 12), (8, 12), (13, 17)])
            .Should().Equal((6, 7), (6, 7), (1, 6), (6, 7), (13, 14), (8, 12), (8, 12), (13, 14));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_bounds_of_a_small_table_are_those_that_trying_every_table_finds(int seed)
    {
        var random = new Random(seed);
        for (var number = 0; number < 60; number++)
        {
            int[] cells = [.. Enumerable.Range(0, 4).Select(_ => random.Next(10))];
            int[] all = [.. cells, cells[0] + cells[1], cells[2] + cells[3], cells[0] + cells[2], cells[1] + cells[3]];
            (int Low, int High)[] told = [.. all.Select(c => c is 0 ? (0, 0) : c < 8 ? (1, 7) : ((c + 2) / 5 * 5 - 2 is var low && low < 8 ? 8 : (c + 2) / 5 * 5 - 2, (c + 2) / 5 * 5 + 2))];
            var possible = new List<int[]>();
            for (var a = told[0].Low; a <= told[0].High; a++)
                for (var b = told[1].Low; b <= told[1].High; b++)
                    for (var c = told[2].Low; c <= told[2].High; c++)
                        for (var d = told[3].Low; d <= told[3].High; d++)
                            if (new[] { a + b, c + d, a + c, b + d }.Select((sum, at) => sum >= told[at + 4].Low && sum <= told[at + 4].High).All(fits => fits)) possible.Add([a, b, c, d, a + b, c + d, a + c, b + d]);
            Ranges(TwoByTwo(), told).Should().Equal(Enumerable.Range(0, 8).Select(at => (possible.Min(p => p[at]), possible.Max(p => p[at]))), "table {0} of seed {1}: {2}", number, seed, string.Join(", ", all));
        }
    }

    private static Relations TwoByTwo()
    {
        var relations = new Relations(new(First, 1));
        relations.Sum(Ways.Tables, 4, [0, 1]);
        relations.Sum(Ways.Tables, 5, [2, 3]);
        relations.Sum(Ways.Tables, 6, [0, 2]);
        relations.Sum(Ways.Tables, 7, [1, 3]);
        return relations;
    }

    private static IEnumerable<(int, int)> Ranges(Relations relations, (int Low, int High)[] told)
    {
        var known = new Knowledge(told.Length, relations.Months);
        for (var at = 0; at < told.Length; at++) known.Narrow(at, told[at].Low, told[at].High);
        var attacker = new Attacker(relations, known);
        attacker.Propagate();
        for (var at = 0; at < told.Length; at++) attacker.Sharpen(at, 3);
        return Enumerable.Range(0, told.Length).Select(at => (known.Low(at), known.High(at)));
    }
}
