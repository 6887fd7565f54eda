using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Overdue;
using ReferralBroker.Testing;
using OverdueEvent = ReferralBroker.Domain.Referrals.Overdue;

namespace ReferralBroker.Reporting.Tests;

/// <summary>What is overdue, counted by the product and once more from the events.</summary>
public sealed class OverdueTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 60;

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task What_is_overdue_equals_what_is_found_one_by_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, second) = (new OverdueReport(broker.Database), new SecondFunnel(await broker.EventsAsync()));
        var random = new Random(seed);
        var (found, silent, settled) = (0, 0, 0);
        for (var number = 0; number < Questions; number++)
        {
            var asked = FunnelTests.Question(random, broker);
            var question = new OverdueQuestion(asked.From, asked.To, asked.AsAt, broker.Today) { By = [.. asked.By.Take(1)], Only = number % 3 == 0 ? asked.Only : System.Collections.Immutable.ImmutableSortedDictionary<Dimension, string>.Empty };
            var why = $"seed {seed}, question {number}: {question}";
            var overdue = await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken);
            if (second.PositionOf(question.AsAt) is not { } position)
            {
                overdue.Should().BeNull(why);
                continue;
            }
            var until = question.AsAt ?? broker.Today;
            var wanted = second.StandingAt(position, SecondFunnel.Referrals)
                .Where(r => question.Only.All(o => r.Values.GetValueOrDefault(o.Key) == o.Value) && r.Days["sent"] >= question.From && r.Days["sent"] < question.To)
                .Select(r => (Key: question.One == Dimension.Month ? r.Days["sent"].ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) : question.One is { } by ? r.Values[by] : "", Missed: Missed(r.Facts), Had: r.Facts.Any(f => f.Event is OverdueEvent))).ToArray();
            foreach (var row in overdue!.Rows)
            {
                var own = row.Key is null ? wanted : [.. wanted.Where(w => w.Key == row.Key)];
                var missed = own.Select(w => w.Missed).OfType<OverdueEvent>().ToArray();
                int Late(int from, int to) => missed.Count(m => until.DayNumber - m.DueOn.DayNumber is var days && days >= from && days <= to);
                (row.Sent.Value, row.Overdue.Value, row.Silent.Value).Should().Be((own.Length, missed.Length, missed.Count(m => m.Awaited == Awaited.Acknowledgement)), "{0}: {1}", row.Label, why);
                (row.Within7.Value, row.Within28.Value, row.Over28.Value).Should().Be((Late(int.MinValue, 7), Late(8, 28), Late(29, int.MaxValue)), "{0}: {1}", row.Label, why);
                row.Awaiting.Sum(a => a.Count.Value).Should().Be(missed.Length, "{0}: {1}", row.Label, why);
                foreach (var one in row.Awaiting)
                {
                    var of = missed.Where(m => Codes.Name(m.Awaited) == one.Awaited).ToArray();
                    one.Count.Value.Should().Be(of.Length, "{0}, {1}: {2}", row.Label, one.Awaited, why);
                    of.Select(m => Codes.Name(m.Actor)).Should().NotContain(actor => actor != one.By, "the one that is to act is said");
                }
                if (row.Key is not null) continue;
                found += missed.Length;
                silent += (int)row.Silent.Value!.Value;
                settled += own.Count(w => w is { Missed: null, Had: true });
            }
        }
        (found, silent, settled).Should().Match<(int Found, int Silent, int Settled)>(n => n.Found > 20 && n.Silent > 0 && n.Settled > 20, "all of it is tried");
    }

    /// <summary>The promise that was missed, where nothing was promised since.</summary>
    private static OverdueEvent? Missed(Fact[] facts) =>
        facts.Select(f => f.Event).OfType<ReferralEvent>().LastOrDefault(e => e is OverdueEvent || e.Due is not null) as OverdueEvent;
}
