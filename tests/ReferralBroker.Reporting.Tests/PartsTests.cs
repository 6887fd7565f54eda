using System.Collections.Immutable;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Reporting.Overdue;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Waits;
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
                var question = new PartsQuestion(asked.From, asked.To, CountedNumber.Of(StageNames.Of(figure.Stage)), asked.Basis, asked.AsAt, broker.Today) { Only = asked.Only, PartedBy = [Dimension.Setting, Dimension.Month], MostRecords = 7 };
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

    /// <summary>Of the reports that look at each referral by itself: a figure of a row, opened, is itself, has as many records as it says, and parts that add up to it.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task A_number_of_waits_reasons_overdue_and_outcomes_opens_to_itself(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var stop = TestContext.Current.CancellationToken;
        var (waits, reasons, overdue, outcomes, parts) = (new WaitReport(broker.Database), new ReasonReport(broker.Database), new OverdueReport(broker.Database), new OutcomesReport(broker.Database), new PartsReport(broker.Database));
        var own = DisclosurePolicy.OwnCaseload;
        var random = new Random(seed + 4000);
        var opened = new Dictionary<string, int>();
        for (var question = 0; question < Questions; question++)
        {
            var asked = FunnelTests.Question(random, broker);
            ImmutableArray<Dimension> by = [.. asked.By.Where(d => d != Dimension.Month && !Dimensions.OfReferralsOnly.Contains(d)).Take(1)];
            var only = asked.HasConversations ? asked.Only : ImmutableSortedDictionary<Dimension, string>.Empty;
            var (start, end) = (StageNames.Sent, WaitReport.Stages[1 + random.Next(WaitReport.Stages.Count - 1)]);
            var loss = ReasonNames.Losses[random.Next(ReasonNames.Losses.Count)];
            var numbers = new List<(CountedNumber Number, string? Key, Figure Figure)>();
            void Take(IReadOnlyList<CountedNumber> all, string? key, IEnumerable<(string Code, Figure Figure)> figures) =>
                numbers.AddRange(figures.Where(f => f.Figure != Figure.NotApplicable).Select(f => (all.Single(n => n.Code == f.Code), key, f.Figure)));
            if (await waits.AskAsync(new(asked.From, asked.To, start.Code, end.Code, asked.AsAt, broker.Today) { By = by, Only = only }, own, stop) is not { } waited) continue;
            foreach (var row in waited.Rows)
                Take(WaitNumbers.Between(start, end), row.Key, [(WaitNumbers.Referrals, row.Referrals), (WaitNumbers.Reached, row.Reached), (WaitNumbers.Waiting, row.Waiting), (WaitNumbers.Within7, row.Within7), (WaitNumbers.Within30, row.Within30), (WaitNumbers.Over30, row.Over30)]);
            foreach (var row in (await reasons.AskAsync(new(asked.From, asked.To, asked.Basis, loss.Code, asked.AsAt) { By = by, Only = only }, own, stop))!.Rows)
                Take(ReasonNumbers.Of(loss, asked.Basis), row.Key, [(ReasonNumbers.Total, row.Total), .. row.Reasons.Select(r => (r.Reason, r.Count))]);
            foreach (var row in (await overdue.AskAsync(new(asked.From, asked.To, asked.AsAt, broker.Today) { By = by, Only = only }, own, stop))!.Rows)
                Take(OverdueNumbers.All, row.Key, [(OverdueNumbers.Sent, row.Sent), (OverdueNumbers.Overdue, row.Overdue), (OverdueNumbers.Silent, row.Silent), (OverdueNumbers.Within7, row.Within7), (OverdueNumbers.Within28, row.Within28), (OverdueNumbers.Over28, row.Over28), .. row.Awaiting.Select(a => (a.Awaited, a.Count))]);
            foreach (var row in (await outcomes.AskAsync(new(asked.From, asked.To, asked.AsAt, broker.Today) { By = by, Only = only }, own, stop))!.Rows)
                Take(Measures.Numbers, row.Key, row.Measures.SelectMany(m => new[] { (m.Measure.Code, m.Count), (Measures.WholeOf(m.Measure), m.Of) }));
            foreach (var (number, key, figure) in numbers.Where(_ => random.Next(8) == 0))
            {
                var why = $"{number.Code} of {key}, seed {seed}, question {question}: {asked}";
                var of = key is null ? only : only.SetItem(by[0], key);
                if (key is not null && only.TryGetValue(by[0], out var narrowed) && narrowed != key) continue;
                var opening = new PartsQuestion(asked.From, asked.To, number, null, asked.AsAt, broker.Today) { Only = of, PartedBy = [Dimension.Setting, .. number.HasPartsBy(Dimension.Month) ? [Dimension.Month] : Array.Empty<Dimension>()], MostRecords = 7 };
                var answer = (await parts.AskAsync(opening, own, stop))!;
                answer.Count.Should().Be(figure, why);
                foreach (var one in answer.Parts) one.Rows.Sum(r => r.Count.Value).Should().Be(figure.Value, $"{one.By}, {why}");
                var found = new HashSet<Guid>(answer.Records!.Select(r => r.Id));
                for (var next = answer.Next; next is not null;)
                {
                    var more = (await parts.AskAsync(opening with { After = next, PartedBy = [] }, own, stop))!;
                    foreach (var record in more.Records!) found.Add(record.Id).Should().BeTrue(why);
                    next = more.Next;
                }
                found.Should().HaveCount((int)figure.Value!.Value, why);
                if (found.Count > 0) opened[number.Code] = opened.GetValueOrDefault(number.Code) + found.Count;
            }
        }
        opened.Should().HaveCountGreaterThan(15);
    }

    [Fact]
    public async Task Whoever_sees_numbers_alone_is_shown_no_records_and_no_small_parts()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var question = new PartsQuestion(new(2025, 12, 1), new(2027, 1, 1), CountedNumber.Of(StageNames.Sent), Basis.Cohort, null, new(2027, 1, 1)) { PartedBy = [Dimension.Ward] };
        var opened = (await new PartsReport(broker.Database).AskAsync(question, DisclosurePolicy.Central, TestContext.Current.CancellationToken))!;
        opened.Records.Should().BeNull();
        opened.Parts.Single().Rows.Should().HaveCountGreaterThan(20, "every ward has a row").And.Contain(r => r.Count.IsHidden);
        opened.AsTable().Rows.Should().HaveCount(1 + opened.Parts.Single().Rows.Count);
    }
}
