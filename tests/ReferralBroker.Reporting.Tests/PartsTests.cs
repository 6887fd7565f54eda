using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>A number that is opened has as many records as it says, each by the event that the log learned it by, and parts that are the same number.</summary>
public sealed class PartsTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 25;

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task A_number_has_as_many_records_as_it_says(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (parts, funnels) = (new PartsReport(broker.Database), new FunnelReport(broker.Database));
        var events = (await broker.EventsAsync()).ToDictionary(e => e.Position);
        var random = new Random(seed + 400);
        var records = 0;
        for (var number = 0; number < Questions; number++)
        {
            var asked = FunnelTests.Question(random, broker) with { By = [] };
            if (await funnels.AskAsync(asked, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken) is not { } funnel) continue;
            foreach (var figure in funnel.Rows[0].Stages.Where(s => s.Count.Shown != "[z]"))
            {
                var why = $"{figure.Stage}, seed {seed}, question {number}: {asked}";
                var question = new PartsQuestion(asked.From, asked.To, asked.Basis, figure.Stage, asked.AsAt) { Only = asked.Only, PartedBy = [Dimension.Setting, Dimension.Month], MostRecords = 7 };
                var opened = (await parts.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
                opened.Count.Should().Be(figure.Count, why);
                opened.Parts.Single(p => p.By == Dimension.Setting).Rows.Sum(r => r.Count.Value).Should().BeGreaterThanOrEqualTo(figure.Count.Value!.Value, why);
                opened.Parts.Single(p => p.By == Dimension.Month).Rows.Sum(r => r.Count.Value).Should().Be(figure.Count.Value, why);
                var found = new List<CountedRecord>(opened.Records!);
                for (var next = opened.Next; next is not null;)
                {
                    var more = (await parts.AskAsync(question with { After = next, PartedBy = [] }, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
                    found.AddRange(more.Records!);
                    next = more.Next;
                }
                found.Should().HaveCount((int)figure.Count.Value!.Value, why).And.OnlyHaveUniqueItems(r => r.Id);
                found.Should().NotContain(r => r.Position > opened.Position || !events.ContainsKey(r.Position), why);
                records += found.Count;
            }
        }
        records.Should().BeGreaterThan(100);
    }

    [Fact]
    public async Task Whoever_sees_numbers_alone_is_shown_no_records_and_no_small_parts()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var question = new PartsQuestion(new(2025, 12, 1), new(2027, 1, 1), Basis.Cohort, StageNames.Sent.Code, null) { PartedBy = [Dimension.Ward] };
        var opened = (await new PartsReport(broker.Database).AskAsync(question, DisclosurePolicy.Central, TestContext.Current.CancellationToken))!;
        opened.Records.Should().BeNull();
        opened.Parts.Single().Rows.Should().HaveCountGreaterThan(20, "every ward has a row").And.Contain(r => r.Count.IsHidden);
        opened.AsTable().Rows.Should().HaveCount(1 + opened.Parts.Single().Rows.Count);
    }
}
