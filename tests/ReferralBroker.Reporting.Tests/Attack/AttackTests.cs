using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Somebody asks every live question of the funnel, adds and subtracts: no hidden count may be found so.</summary>
public sealed class AttackTests(TestCluster cluster, GeneratedLogs logs)
{
    /// <summary>The rule that live questions are answered by.</summary>
    private static readonly DisclosurePolicy Live = DisclosurePolicy.Tens;

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    public static TheoryData<string> Larger => [.. Invented.Kinds.Keys];

    [Theory, MemberData(nameof(Seeds))]
    public async Task No_hidden_count_is_found(int seed)
    {
        var (broker, log) = await LogOfAsync(seed);
        // Everything there is to ask is too much with the noughts: there the attacker is taken to know in which cells nobody ever was.
        foreach (var (asked, before, withNoughts) in new[] { (Questions.Singly, 0, true), (Questions.CoarsePairs, 3, true), (Questions.Everything, 3, false) })
            NothingIsFound(Counts.Of(Thing.AllOf(log, LastMonthEnd(broker, before)), LastMonthEnd(broker, before), asked, withNoughts), $"seed {seed}");
    }

    [Theory, MemberData(nameof(Larger))]
    public async Task No_hidden_count_of_a_larger_log_is_found(string kind) => NothingIsFound(await LargerAsync(kind, Questions.Singly), kind);

    [Fact]
    public async Task No_hidden_count_is_found_by_crossing_the_dimensions_of_a_larger_log() => NothingIsFound(await LargerAsync("five times as many", Questions.CoarsePairs, seed: 4), "five times as many");

    // No rule that looks at each figure alone is proof against this: rows of 9 add up to a total that no other rows have.
    [Theory, MemberData(nameof(Seeds))]
    public async Task Where_every_count_lies_just_under_a_step_hardly_any_is_found(int seed)
    {
        var (broker, log) = await LogOfAsync(seed);
        var counts = Counts.Of(new Invented(Thing.AllOf(log, LastMonthEnd(broker))).JustUnderTheSteps(new(seed)), LastMonthEnd(broker), Questions.Singly, withNoughts: true);
        var gains = Gained(counts, Certainties.Of(counts), Live, PeriodRule.Reported(counts.AsAt));
        Write($"seed {seed}: {gains}");
        gains.Pinned.Should().BeLessThan(gains.Hidden / 500);
    }

    [Fact]
    public async Task Of_a_larger_log_any_months_give_counts_away_under_the_live_rule_too()
    {
        var counts = await LargerAsync("two values", Questions.Singly);
        Gained(counts, Certainties.Of(counts), Live, PeriodRule.AnyMonths).Pinned.Should().BePositive();
    }

    // What the attacker cannot do to the live rule it can do to others of the same logs.
    [Theory, InlineData(8, true, 5), InlineData(8, false, 5)]
    public async Task Of_a_larger_log_less_strict_rules_give_counts_away(int hiddenBelow, bool showsZero, int roundedTo)
    {
        var counts = await LargerAsync("two values", Questions.Singly);
        Gained(counts, Certainties.Of(counts), new("other", hiddenBelow, showsZero, roundedTo, ""), PeriodRule.Reported(counts.AsAt)).Pinned.Should().BePositive();
    }

    [Fact]
    public async Task What_other_rules_give_away_is_written_out()
    {
        var (broker, log) = await LogOfAsync(1);
        var counts = Counts.Of(Thing.AllOf(log, LastMonthEnd(broker, 3)), LastMonthEnd(broker, 3), Questions.Singly, withNoughts: true);
        var relations = Certainties.Of(counts);
        foreach (var policy in new[] { Live, DisclosurePolicy.Central, DisclosurePolicy.Mhsds })
            foreach (var rule in new[] { PeriodRule.AnyMonths, PeriodRule.Reported(counts.AsAt) })
                Write($"{policy.Code}, {rule.Name}: {Gained(counts, relations, policy, rule)}");
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task An_attacker_is_answered_as_the_report_answers(int seed)
    {
        var (broker, log) = await LogOfAsync(seed);
        var (report, random, compared) = (new FunnelReport(broker.Database), new Random(seed), 0);
        var counts = Counts.Of(Thing.AllOf(log, LastMonthEnd(broker)), LastMonthEnd(broker), Questions.CoarsePairs, withNoughts: false);
        for (var number = 0; number < 30; number++)
        {
            var (set, period, policy) = (counts.Asked.Sets[random.Next(counts.Asked.Sets.Count)], counts.Months.Periods[random.Next(counts.Months.Periods.Count)], random.Next(2) == 0 ? Live : DisclosurePolicy.Central);
            var question = new FunnelQuestion(counts.Months.DayOf(period.From), counts.Months.DayOf(period.To), random.Next(2) == 0 ? Basis.Cohort : Basis.Activity, counts.AsAt) { By = [.. set] };
            foreach (var row in (await report.AskAsync(question, policy, TestContext.Current.CancellationToken))!.Rows)
            {
                var of = new[] { row.Key, row.CrossedKey }.Zip(set.Cast<Dimension?>().Concat([null, null])).Where(k => k.First is not null).Select(k => KeyValuePair.Create(k.Second!.Value, k.First!));
                foreach (var stage in row.Stages.Where(s => s.Count != Figure.NotApplicable))
                {
                    var series = Cell.Of(of) is { } cell ? counts.NumberOf(Strand.Of(StageNames.Of(stage.Stage), question.Basis), cell) : null;
                    stage.Count.Should().Be(policy.Count(series is { } known ? counts.Of(known, period) : 0), "seed {0}, {1} of {2}/{3}, {4}", seed, stage.Stage, row.Key, row.CrossedKey, question);
                    compared++;
                }
            }
        }
        compared.Should().BeGreaterThan(1000);
    }

    /// <summary>No hidden count may be found; and none may be so near to it that two values are left.</summary>
    private static void NothingIsFound(Counts counts, string of)
    {
        var gains = Gained(counts, Certainties.Of(counts), Live, PeriodRule.Reported(counts.AsAt));
        Write($"{of}, as at {counts.AsAt:yyyy-MM-dd}, {counts.Asked.Name}: {gains}");
        (gains.Pinned, gains.Narrowed).Should().Be((0, 0), "{0}: {1}", of, gains);
    }

    /// <summary>What an attacker gets, once it is sure that all it holds certain and all it concludes is so.</summary>
    private static Gains Gained(Counts counts, Relations relations, DisclosurePolicy policy, PeriodRule rule)
    {
        Measuring.Untrue(counts, relations).Should().BeEmpty("an attacker uses only what is certain");
        var (gains, known) = Measuring.Attack(counts, relations, policy, Answering.Plainly(counts, policy, rule));
        Measuring.Wrong(counts, known).Should().BeEmpty("no conclusion is wrong");
        return gains;
    }

    private async Task<Counts> LargerAsync(string kind, Questions asked, int seed = 1)
    {
        var (broker, log) = await LogOfAsync(seed);
        return Counts.Of(Invented.Kinds[kind](new(Thing.AllOf(log, LastMonthEnd(broker))), new Random(seed)), LastMonthEnd(broker), asked, withNoughts: true);
    }

    private async Task<(TestBroker Broker, SecondFunnel Log)> LogOfAsync(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        return (broker, new(await broker.EventsAsync()));
    }

    private static DateOnly LastMonthEnd(TestBroker broker, int before = 0) => new DateOnly(broker.Today.Year, broker.Today.Month, 1).AddMonths(-before).AddDays(-1);

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
