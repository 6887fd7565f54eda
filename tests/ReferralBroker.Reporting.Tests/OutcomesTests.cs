using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Each measure of the frameworks outside the broker, counted by the product and once more from the events, by the words of its definition.</summary>
public sealed class OutcomesTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 40;
    private static readonly string[] Ends = ["declined", "recalled", "redirected", "withdrawn", "closed"];

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Measures_equal_those_counted_one_by_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, second) = (new OutcomesReport(broker.Database), new SecondFunnel(await broker.EventsAsync()));
        var random = new Random(seed + 300);
        var counted = new Dictionary<string, long>();
        for (var number = 0; number < Questions; number++)
        {
            var asked = FunnelTests.Question(random, broker);
            var question = new OutcomesQuestion(asked.From, asked.To, asked.AsAt, broker.Today) { By = [.. asked.By.Where(d => d != Dimension.Month).Take(1)] };
            if (number % 3 == 0) question = question with { Only = asked.Only };
            var why = $"seed {seed}, question {number}: {question}";
            var outcomes = await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken);
            if (second.PositionOf(question.AsAt) is not { } position)
            {
                outcomes.Should().BeNull(why);
                continue;
            }
            var referrals = second.ReferralsAt(position).Where(r => question.Only.All(o => r.Values.GetValueOrDefault(o.Key) == o.Value)).Select(r => new Course(r.Days, r.Values)).ToArray();
            foreach (var row in outcomes!.Rows)
                foreach (var figure in row.Measures)
                {
                    var own = referrals.Where(r => row.Key is null || r.Values[question.One!.Value] == row.Key).ToArray();
                    var (part, whole) = Counted(figure.Measure.Code, own, question);
                    figure.Count.Value.Should().Be(part, "{0} of {1}: {2}", figure.Measure.Code, row.Label, why);
                    figure.Of.Value.Should().Be(whole, "{0} of {1}: {2}", figure.Measure.Code, row.Label, why);
                    counted[figure.Measure.Code] = counted.GetValueOrDefault(figure.Measure.Code) + part;
                }
        }
        counted.Keys.Should().BeEquivalentTo(Measures.All.Select(m => m.Code));
        counted["mhsds-accessed"].Should().BePositive();
        counted["grow-engaged"].Should().BePositive();
    }

    [Fact]
    public void Each_measure_says_what_it_means_and_whence_it_comes()
    {
        Measures.All.Select(m => m.Code).Should().OnlyHaveUniqueItems();
        Measures.All.Should().OnlyContain(m => m.Definition.EndsWith('.') && m.Source.Length > 5 && m.Framework.Length > 3);
        Measures.All.Where(m => m.Target is not null).ToDictionary(m => m.Code, m => (m.Target, m.IsTargetMost)).Should().BeEquivalentTo(new Dictionary<string, (int?, bool)>
        {
            ["grow-job-outcomes"] = (40, false),
            ["grow-sustained"] = (65, false),
            ["grow-retention-share"] = (15, true),
        });
    }

    private sealed record Course(Dictionary<string, DateOnly> Days, Dictionary<Dimension, string> Values)
    {
        public DateOnly? On(string stage) => Days.TryGetValue(stage, out var day) ? day : null;

        public bool IsIps => Values[Dimension.Journey] == "ips";

        public string Status => Values[Dimension.EmploymentStatus];

        public bool HasStatus => Status is not ("not-recorded" or "erased" or "ZZ");
    }

    /// <summary>How many count, and of how many; null of a count.</summary>
    private static (long Part, long? Whole) Counted(string measure, Course[] all, OutcomesQuestion question)
    {
        var known = question.AsAt ?? question.Today;
        var end = question.To.AddDays(-1) < known ? question.To.AddDays(-1) : known;
        bool In(DateOnly? day) => day >= question.From && day < question.To;
        Course[] ips = [.. all.Where(r => r.IsIps)];
        Course[] accessed = [.. ips.Where(r => In(r.On("first-contact")))];
        Course[] closed = [.. ips.Where(r => In(r.On("closed")))];
        Course[] engaged = [.. ips.Where(r => In(r.On("engaged")))];
        Course[] open = [.. ips.Where(r => r.On("sent") <= end && Ends.All(e => r.On(e) is not { } ended || ended > end))];
        Course[] old = [.. ips.Where(r => In(r.On("job-start")) && r.On("job-start")!.Value.AddDays(91) <= known)];
        int Days(Course r, string to) => r.On(to)!.Value.DayNumber - r.On("sent")!.Value.DayNumber;
        (long, long?) Of(Course[] whole, Func<Course, bool> part) => (whole.LongCount(part), whole.LongLength);
        return measure switch
        {
            "mhsds-new-referrals" => (ips.LongCount(r => In(r.On("sent"))), null),
            "mhsds-accessed" => (accessed.LongLength, null),
            "mhsds-wait-7" => Of(accessed, r => Days(r, "first-contact") <= 7),
            "mhsds-wait-30" => Of(accessed, r => Days(r, "first-contact") is > 7 and <= 30),
            "mhsds-wait-over-30" => Of(accessed, r => Days(r, "first-contact") > 30),
            "mhsds-open" => (open.LongLength, null),
            "mhsds-caseload" => (open.LongCount(r => r.On("first-contact") <= end), null),
            "mhsds-closed" => (closed.LongLength, null),
            "mhsds-length-90" => Of(closed, r => Days(r, "closed") <= 90),
            "mhsds-length-180" => Of(closed, r => Days(r, "closed") is > 90 and <= 180),
            "mhsds-length-over-180" => Of(closed, r => Days(r, "closed") > 180),
            "mhsds-status-known" => Of([.. ips.Where(r => In(r.On("sent")))], r => r.HasStatus),
            "grow-engaged" => (engaged.LongLength, null),
            "grow-retention-share" => Of([.. engaged.Where(r => r.HasStatus)], r => r.Status == "01"),
            "grow-job-starts" => (ips.LongCount(r => In(r.On("job-start"))), null),
            "grow-job-outcomes" => Of([.. engaged.Where(r => r.HasStatus && r.Status != "01")], r => r.On("job-start") is not null),
            "grow-sustained" => Of(old, r => r.On("sustained-13-weeks") is not null),
            "ipspc-threshold" => (all.LongCount(r => In(r.On("ipspc-threshold"))), null),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "This measure is not counted a second time."),
        };
    }
}
