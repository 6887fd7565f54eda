using System.Collections.Immutable;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Statistics;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Waits between two stages, counted by the product and once more from the events.</summary>
public sealed class WaitTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 60;
    private static readonly string[] Losses = ["declined", "recalled", "redirected", "withdrawn", "closed"];

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Waits_equal_those_counted_one_by_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, second) = (new WaitReport(broker.Database), new SecondFunnel(await broker.EventsAsync()));
        var random = new Random(seed);
        var (reached, open, cutShort) = (0, 0, 0);
        for (var number = 0; number < Questions; number++)
        {
            var asked = FunnelTests.Question(random, broker);
            var stages = WaitReport.Stages.Select(s => s.Code).OrderBy(_ => random.Next()).Take(2).ToArray();
            if (number % 2 == 0) stages = ["sent", "first-contact"];
            var question = new WaitQuestion(asked.From, asked.To, stages[0], stages[1], asked.AsAt, broker.Today) { By = [.. asked.By.Take(1)] };
            if (number % 3 == 0) question = question with { Only = asked.Only };
            var why = $"seed {seed}, question {number}: {question}";
            var waits = await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken);
            if (second.PositionOf(question.AsAt) is not { } position)
            {
                waits.Should().BeNull(why);
                continue;
            }
            var until = question.AsAt ?? broker.Today;
            var wanted = second.ReferralsAt(position)
                .Where(r => r.Values[Dimension.Source] != "self" && question.Only.All(o => r.Values.GetValueOrDefault(o.Key) == o.Value)
                    && r.Days.TryGetValue(stages[0], out var began) && began >= question.From && began < question.To)
                .Select(r =>
                {
                    var began = r.Days[stages[0]];
                    var end = r.Days.TryGetValue(stages[1], out var on) ? on : (DateOnly?)null;
                    var lost = Losses.Where(r.Days.ContainsKey).Select(l => (DateOnly?)r.Days[l]).Min();
                    var last = new[] { until, lost ?? until }.Min();
                    var isReached = end <= last;
                    var key = question.One == Dimension.Month ? began.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) : question.One is { } by ? r.Values[by] : "";
                    return (Key: key, Wait: new Wait(Math.Max(0, (isReached ? end!.Value : last < end ? last : end ?? last).DayNumber - began.DayNumber), isReached, 1), IsOpen: end is null && lost is null);
                }).ToArray();
            foreach (var row in waits!.Rows)
            {
                var mine = row.Key is null ? wanted : [.. wanted.Where(w => w.Key == row.Key)];
                row.Referrals.Value.Should().Be(mine.Length, "{0}: {1}", row.Label, why);
                row.Reached.Value.Should().Be(mine.Count(w => w.Wait.Reached), "{0}: {1}", row.Label, why);
                row.Waiting.Value.Should().Be(mine.Count(w => w.IsOpen), "{0}: {1}", row.Label, why);
                row.Median.Value.Should().Be(KaplanMeier.DayOf(mine.Select(w => w.Wait), 50), "{0}: {1}", row.Label, why);
                row.Ninetieth.Value.Should().Be(KaplanMeier.DayOf(mine.Select(w => w.Wait), 90), "{0}: {1}", row.Label, why);
                (row.Within7.Value, row.Within30.Value, row.Over30.Value).Should().Be((mine.Count(w => w.Wait is { Reached: true, Days: <= 7 }), mine.Count(w => w.Wait is { Reached: true, Days: >= 8 and <= 30 }), mine.Count(w => w.Wait is { Reached: true, Days: >= 31 })), "{0}: {1}", row.Label, why);
            }
            reached += wanted.Count(w => w.Wait.Reached);
            open += wanted.Count(w => w.IsOpen);
            cutShort += wanted.Count(w => !w.Wait.Reached && !w.IsOpen);
        }
        (reached, open, cutShort).Should().Match<(int Reached, int Open, int Cut)>(c => c.Reached > 20 && c.Open > 20 && c.Cut > 20, "the questions meet every kind of wait");
    }

    [Fact]
    public async Task What_few_waited_for_is_hidden_with_their_number()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var question = new WaitQuestion(new(2026, 1, 1), new(2026, 12, 1), "sent", "first-contact", null, broker.Today) { By = [Dimension.SmallArea] };
        var waits = (await new WaitReport(broker.Database).AskAsync(question, DisclosurePolicy.Central, TestContext.Current.CancellationToken))!;
        waits.Rows.Where(r => r.Referrals.IsHidden).Should().NotBeEmpty().And.OnlyContain(r => r.Median.IsHidden && r.Ninetieth.IsHidden);
        waits.Rows[0].Referrals.Value.Should().Match(count => count % 5 == 0);
    }
}
