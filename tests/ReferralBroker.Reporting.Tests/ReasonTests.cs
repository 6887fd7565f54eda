using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Reasons of the ways out, counted by the product and once more from the events.</summary>
public sealed class ReasonTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 80;

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Reasons_equal_those_counted_one_by_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, second) = (new ReasonReport(broker.Database), new SecondFunnel(await broker.EventsAsync()));
        var random = new Random(seed + 200);
        var met = new HashSet<string>();
        for (var number = 0; number < Questions; number++)
        {
            var asked = FunnelTests.Question(random, broker);
            var loss = ReasonNames.Losses[random.Next(ReasonNames.Losses.Count)].Code;
            var question = new ReasonQuestion(asked.From, asked.To, asked.Basis, loss, asked.AsAt) { By = [.. asked.By.Take(1)] };
            if (number % 3 == 0) question = question with { Only = asked.Only };
            if (loss == "offer-declined" && question.One is { } by && Dimensions.OfReferralsOnly.Contains(by)) question = question with { By = [] };
            var why = $"seed {seed}, question {number}: {question}";
            var reasons = await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken);
            if (second.PositionOf(question.AsAt) is not { } position)
            {
                reasons.Should().BeNull(why);
                continue;
            }
            var unit = loss == "offer-declined" ? SecondFunnel.Conversations : SecondFunnel.Referrals;
            var lost = second.StandingAt(position, unit)
                .Where(r => r.Days.ContainsKey(loss) && question.Only.All(o => r.Values.GetValueOrDefault(o.Key) == o.Value))
                .Select(r => (r.Values, Day: r.Days[question.Basis == Basis.Activity ? loss : unit == SecondFunnel.Conversations ? "conversation" : "sent"], Reason: ReasonOf(loss, r.Facts)))
                .Where(r => r.Day >= question.From && r.Day < question.To).ToArray();
            foreach (var row in reasons!.Rows)
            {
                var mine = row.Key is null ? lost
                    : [.. lost.Where(l => question.One == Dimension.Month ? l.Day.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) == row.Key : l.Values[question.One!.Value] == row.Key)];
                row.Total.Value.Should().Be(mine.Length, "{0}: {1}", row.Label, why);
                foreach (var reason in row.Reasons) reason.Count.Value.Should().Be(mine.Count(m => m.Reason == reason.Reason), "{0}, {1}: {2}", row.Label, reason.Reason, why);
            }
            reasons.Rows.Skip(1).Sum(r => r.Total.Value).Should().Be(question.One is null ? 0 : lost.Length, "nobody is lost between the rows: {0}", why);
            if (lost.Length > 0) met.Add(loss);
        }
        met.Should().BeEquivalentTo(ReasonNames.Losses.Select(l => l.Code));
    }

    [Fact]
    public void Every_reason_there_can_be_has_words_of_its_own()
    {
        foreach (var (loss, codes) in new[]
        {
            ("declined", Codes.All<DeclineReason>()), ("withdrawn", Codes.All<WithdrawReason>()), ("closed", Codes.All<CloseReason>()),
            ("redirected", Codes.All<RedirectReason>()), ("offer-declined", Codes.All<OfferDeclineReason>()),
        })
        {
            var reasons = ReasonNames.Of(Stages.StageNames.Of(loss));
            reasons.Select(r => r.Code).Should().Equal(codes, loss);
            reasons.Select(r => r.Words).Should().OnlyHaveUniqueItems(loss);
        }
    }

    /// <summary>The reason of the first time it went this way, since it was last taken back.</summary>
    private static string ReasonOf(string loss, Fact[] facts) => loss switch
    {
        "offer-declined" => Codes.Name(facts.Select(f => f.Event).OfType<OfferDeclined>().First().Reason),
        "declined" => Codes.Name(facts.Select(f => f.Event).OfType<Declined>().First().Reason),
        "redirected" => Codes.Name(facts.Select(f => f.Event).OfType<Redirected>().First().Reason),
        "withdrawn" => Codes.Name(facts.Select(f => f.Event).OfType<Withdrawn>().First().Reason),
        _ => Codes.Name(facts.Skip(Array.FindLastIndex(facts, f => f.Event is Reopened) + 1).Select(f => f.Event).OfType<Closed>().First().Reason),
    };
}
