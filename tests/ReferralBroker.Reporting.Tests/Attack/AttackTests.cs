using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Somebody asks every live question of the funnel and subtracts. For now it is written out what they get; what they hold certain must be so.</summary>
public sealed class AttackTests(TestCluster cluster, GeneratedLogs logs)
{
    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task True_counts_lie_within_what_an_attacker_finds(int seed)
    {
        var (broker, log) = await LogOfAsync(seed);
        foreach (var (policy, asked, asAt, byKind) in new[]
        {
            (DisclosurePolicy.Central, Questions.Singly, LastMonthEnd(broker), true), (DisclosurePolicy.Central, Questions.Everything, LastMonthEnd(broker, 3), false),
            (DisclosurePolicy.Mhsds, Questions.Singly, LastMonthEnd(broker, 3), false),
        })
        {
            var counts = Counts.Of(log, asAt, asked, withNoughts: !policy.ShowsZero);
            Write($"seed {seed}, {policy.Code}, as at {asAt:yyyy-MM-dd}, {asked.Name}: {Gained(counts, Certainties.Of(counts), policy, PeriodRule.AnyMonths, isBlanked: false, byKind)}");
        }
    }

    [Fact]
    public async Task What_each_rule_for_periods_gives_away_is_written_out()
    {
        var (broker, log) = await LogOfAsync(1);
        var counts = Counts.Of(log, LastMonthEnd(broker, 3), Questions.Singly, withNoughts: true);
        var relations = Certainties.Of(counts);
        foreach (var policy in new[] { DisclosurePolicy.Central, DisclosurePolicy.Mhsds })
            foreach (var rule in PeriodRule.All)
                foreach (var isBlanked in new[] { false, true })
                    Write($"{policy.Code}, {rule.Name}{(isBlanked ? ", families blanked" : "")}: {Gained(counts, relations, policy, rule, isBlanked, byKind: false)}");
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task An_attacker_is_answered_as_the_report_answers(int seed)
    {
        var (broker, log) = await LogOfAsync(seed);
        var (report, random, compared) = (new FunnelReport(broker.Database), new Random(seed), 0);
        var counts = Counts.Of(log, LastMonthEnd(broker), Questions.CoarsePairs, withNoughts: false);
        for (var number = 0; number < 40; number++)
        {
            var (set, period, policy) = (counts.Asked.Sets[random.Next(counts.Asked.Sets.Count)], counts.Months.Periods[random.Next(counts.Months.Periods.Count)], random.Next(2) == 0 ? DisclosurePolicy.Central : DisclosurePolicy.Mhsds);
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

    /// <summary>What an attacker gets, once it is sure that all it holds certain and all it concludes is so.</summary>
    internal static Gains Gained(Counts counts, Relations relations, DisclosurePolicy policy, PeriodRule rule, bool isBlanked, bool byKind)
    {
        Measuring.Untrue(counts, relations).Should().BeEmpty("an attacker uses only what is certain");
        var answers = isBlanked ? Answering.WithFamiliesBlanked(counts, relations, policy, rule) : Answering.Plainly(counts, policy, rule);
        var (gains, known) = Measuring.Attack(counts, relations, policy, answers, byKind: byKind);
        Measuring.Wrong(counts, known).Should().BeEmpty("no conclusion is wrong");
        return gains;
    }

    private async Task<(TestBroker Broker, SecondFunnel Log)> LogOfAsync(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        return (broker, new(await broker.EventsAsync()));
    }

    private static DateOnly LastMonthEnd(TestBroker broker, int before = 0) => new DateOnly(broker.Today.Year, broker.Today.Month, 1).AddMonths(-before).AddDays(-1);

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
