using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Statistics;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>How many come from one stage to another, counted by the product and once more from the events; and where a rate lies.</summary>
public sealed class ConversionTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 60;

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Rates_equal_those_counted_one_by_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, second) = (new ConversionReport(broker.Database), new SecondFunnel(await broker.EventsAsync()));
        var random = new Random(seed + 100);
        var parts = 0;
        for (var number = 0; number < Questions; number++)
        {
            var asked = FunnelTests.Question(random, broker);
            string[] stages = number % 2 == 0 ? ["sent", "first-contact"] : [.. WaitReport.Stages.Select(s => s.Code).Append("declined").OrderBy(_ => random.Next()).Take(2)];
            var question = new ConversionQuestion(asked.From, asked.To, stages[0], stages[1], asked.AsAt) { By = [.. asked.By.Take(1)] };
            if (number % 3 == 0) question = question with { Only = asked.Only };
            var why = $"seed {seed}, question {number}: {question}";
            var rates = await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken);
            if (second.PositionOf(question.AsAt) is not { } position)
            {
                rates.Should().BeNull(why);
                continue;
            }
            var hops = second.ReferralsAt(position).Where(r => question.Only.All(o => r.Values.GetValueOrDefault(o.Key) == o.Value)).ToArray();
            foreach (var row in rates!.Rows)
            {
                var isMonth = question.One == Dimension.Month;
                // A chain counts once for each value that any referral of it has; its month is that of the first.
                var chains = hops.Where(h => row.Key is null || isMonth || h.Values[question.One!.Value] == row.Key).GroupBy(h => h.Root)
                    .Select(chain => chain.SelectMany(h => h.Days).GroupBy(d => d.Key).ToDictionary(d => d.Key, d => d.Min(x => x.Value)))
                    .Where(days => days["sent"] >= question.From && days["sent"] < question.To)
                    .Where(days => row.Key is null || !isMonth || days["sent"].ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) == row.Key).ToArray();
                var whole = chains.Count(days => days.ContainsKey(stages[0]));
                var part = chains.Count(days => days.ContainsKey(stages[0]) && days.ContainsKey(stages[1]));
                (row.Whole.Value, row.Part.Value).Should().Be((whole, part), "{0}: {1}", row.Label, why);
                if (whole > 0) row.Rate.Value.Should().Be((long)Math.Round(100m * part / whole, MidpointRounding.AwayFromZero), "{0}: {1}", row.Label, why);
                parts += part;
            }
        }
        parts.Should().BeGreaterThan(50);
    }

    [Fact]
    public async Task What_is_few_is_hidden_with_its_rate_and_its_standing()
    {
        var broker = await logs.OfSeedAsync(cluster, 2);
        var rates = (await new ConversionReport(broker.Database).AskAsync(new(new(2026, 1, 1), new(2026, 12, 1), "sent", "received", null) { By = [Dimension.Ward] }, DisclosurePolicy.Central, TestContext.Current.CancellationToken))!;
        rates.Rows.Where(r => r.Part.IsHidden).Should().NotBeEmpty().And.OnlyContain(r => r.Rate.IsHidden && r.Low.IsHidden && r.High.IsHidden && r.Standing == null);
        rates.Rows.Skip(1).Select(r => r.Label).Take(20).Should().BeInAscendingOrder(StringComparer.Ordinal, "it is no league table");
    }

    [Theory]
    [InlineData(0.5, 100, 0.5, RateStanding.AsExpected)]
    [InlineData(0.61, 100, 0.5, RateStanding.High)]
    [InlineData(0.39, 100, 0.5, RateStanding.Low)]
    [InlineData(0.66, 100, 0.5, RateStanding.VeryHigh)]
    [InlineData(0.34, 100, 0.5, RateStanding.VeryLow)]
    [InlineData(0.66, 10, 0.5, RateStanding.AsExpected)]
    public void A_rate_stands_where_chance_would_put_it(double share, long whole, double around, RateStanding standing)
    {
        ConversionReport.StandingOf(share, whole, around).Should().Be(standing);
        var (low, high) = ConversionReport.LimitsOf(whole, around, Wilson.NinetyFive);
        (around - low).Should().BeApproximately(high - around, 1e-9);
    }
}
