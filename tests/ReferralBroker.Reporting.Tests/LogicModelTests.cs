using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Testing;
using Record = ReferralBroker.Domain.Conversations.Record;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The outputs of the logic model: counted as their definitions say, and hidden where they are small.</summary>
public sealed class LogicModelTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 120;

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task The_outputs_equal_second_ones_made_by_other_means(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var events = await broker.EventsAsync();
        var (report, days, second) = (new LogicModelReport(broker.Database), new SecondFunnel(events), new SecondLogicModel(events));
        var random = new Random(500 + seed);
        // The days on which records were merged or taken apart, and those before.
        var turns = events.Where(e => e.Type is "person.record-merged.v1" or "person.record-unmerged.v1").Select(e => EnglandTime.DateOf(e.RecordedAt))
            .SelectMany(day => new[] { day, day.AddDays(-1) }).Where(day => day < broker.Today).Distinct().ToArray();
        turns.Should().NotBeEmpty("seed {0}", seed);
        var questions = turns.Select(day => Question(random, broker) with { AsAt = day }).Concat(Enumerable.Range(0, Questions).Select(_ => Question(random, broker))).ToArray();
        foreach (var question in questions)
        {
            var why = $"seed {seed}: {question}";
            var model = await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken);
            if (days.PositionOf(question.AsAt) is not { } position)
            {
                model.Should().BeNull(why);
                continue;
            }
            model!.Position.Should().Be(position, why);
            var firsts = second.FirstDays(question, position);
            model.Outputs.Select(o => o.Output.Code).Should().Equal("conversations", "referrals", "engagements-with-ips", "people-into-employment", "employers-with-hub");
            foreach (var row in model.Outputs)
            {
                if (row.Output.Code == "employers-with-hub" || (row.Output.Code == "conversations" && question.Within.ContainsKey(Dimension.Provider)))
                {
                    (row.Count, row.Months).Should().Be((Figure.NotApplicable, null), why);
                    continue;
                }
                var within = firsts[row.Output.Code].Where(d => d >= question.From && d < question.To).ToArray();
                row.Count.Should().Be(Figure.Of(within.Length), "{0}, {1}", row.Output.Code, why);
                if (!question.ByMonth)
                {
                    row.Months.Should().BeNull(why);
                    continue;
                }
                row.Months!.Select(m => (m.Month, m.Count.Shown)).Should().Equal(MonthsOf(question).Select(month =>
                    (month, within.Count(d => d.ToString("yyyy-MM", CultureInfo.InvariantCulture) == month).ToString(CultureInfo.InvariantCulture))), "{0}, {1}", row.Output.Code, why);
            }
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task No_output_asked_with_central_is_1_to_7_or_off_a_multiple_of_5(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (report, random, hidden) = (new LogicModelReport(broker.Database), new Random(900 + seed), 0);
        for (var number = 0; number < 40; number++)
        {
            var question = Question(random, broker) with { ByMonth = true };
            if (await report.AskAsync(question, DisclosurePolicy.Central, TestContext.Current.CancellationToken) is not { } model) continue;
            var own = (await report.AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
            (model.Policy, model.Notes.Contains(DisclosurePolicy.Central.Words)).Should().Be(("central", true));
            foreach (var (row, real) in model.Outputs.Zip(own.Outputs))
                foreach (var (shown, exact) in Figures(row).Zip(Figures(real)))
                {
                    var why = $"seed {seed}, {row.Output.Code}: {question}";
                    if (exact.Value is not { } count) shown.Should().Be(Figure.NotApplicable, why);
                    else if (count is >= 1 and <= 7) shown.Should().Be(Figure.Hidden, why);
                    else (shown.Value % 5, Math.Abs(shown.Value!.Value - count) <= 2).Should().Be((0, true), why);
                    if (shown.IsHidden) hidden++;
                }
        }
        hidden.Should().BePositive("there are small numbers to hide, seed {0}", seed);
    }

    [Fact]
    public async Task Employers_are_not_counted_yet_and_a_providers_own_table_has_no_conversations()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var question = new LogicModelQuestion(new(2025, 11, 1), broker.Today.AddDays(1), true, null);
        var all = await ShownAsync(question);
        (all["employers-with-hub"], all["conversations"] == "[z]").Should().Be(("[z]", false));
        var provider = await ShownAsync(OnlyOf(question, Dimension.Provider, TestBroker.Worker));
        (provider["employers-with-hub"], provider["conversations"], provider["referrals"] == "[z]").Should().Be(("[z]", "[z]", false));
        (await ShownAsync(OnlyOf(question, Dimension.Organisation, TestBroker.Clinician)))["conversations"].Should().NotBe("[z]", "a practice holds conversations");

        async Task<Dictionary<string, string>> ShownAsync(LogicModelQuestion asked) =>
            (await new LogicModelReport(broker.Database).AskAsync(asked, DisclosurePolicy.Central))!.Outputs.ToDictionary(o => o.Output.Code, o => o.Count.Shown);
    }

    [Fact]
    public async Task The_table_has_a_line_for_each_output_and_month_with_its_definition()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var model = (await new LogicModelReport(broker.Database).AskAsync(new(new(2026, 1, 1), new(2026, 4, 1), true, new(2026, 3, 31)), DisclosurePolicy.Central, TestContext.Current.CancellationToken))!;
        var lines = model.AsTable().Rows.ToArray();
        lines.Should().HaveCount((4 * 4) + 1).And.OnlyContain(l => l.Count == model.AsTable().Header.Count);
        lines.Take(4).Select(l => l[3]).Should().Equal("all", "2026-01", "2026-02", "2026-03");
        lines.Select(l => l[4]).Should().Equal(model.Outputs.SelectMany(Figures).Select(f => f.Shown));
        lines.Should().OnlyContain(l => l[5]!.Length > 20 && l[12] == "central" && l[13] == "recorded" && l[10] == "2026-03-31");
    }

    [Fact]
    public async Task Only_what_was_held_in_health_and_came_of_it_counts_and_a_chain_counts_when_it_first_came_to_an_employment_service()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        foreach (var setting in Enum.GetValues<Setting>())
            await TestBroker.DoAsync(broker.Dispatcher.RecordAsync(new Record(setting, ProfessionalRole.Nurse, [Topic.OutOfWork]), TestBroker.By(TestBroker.Clinician), TestContext.Current.CancellationToken));
        (await CountAsync(broker, "conversations")).Should().Be(5, "the community and elsewhere are left out");

        var advised = await broker.SentAsync(TestBroker.MoneyAdvice);
        await broker.SentAsync(TestBroker.Hub);
        (await CountAsync(broker, "referrals")).Should().Be(0, "neither advice nor the hub is an employment service");
        broker.Time.Now = broker.Time.Now.AddDays(40);
        await TestBroker.DoAsync(broker.Dispatcher.RedirectAsync(advised, new Redirect(TestBroker.StayingInWork, RedirectReason.BetterFit), TestBroker.By(TestBroker.Adviser), TestContext.Current.CancellationToken));
        (await CountAsync(broker, "referrals", "2026-01")).Should().Be(0);
        (await CountAsync(broker, "referrals", "2026-02")).Should().Be(1, "in the month in which it first went to one");
        var again = (await broker.EventsAsync()).Where(e => e.Type == "referral.sent.v1").Select(e => e.Stream).Last();
        await TestBroker.DoAsync(broker.Dispatcher.RedirectAsync(new(again), new Redirect(TestBroker.ThirdService, RedirectReason.BetterFit), TestBroker.By(TestBroker.OtherWorker), TestContext.Current.CancellationToken));
        (await CountAsync(broker, "referrals")).Should().Be(1, "however often it is passed on");
    }

    internal static async Task<long?> CountAsync(TestBroker broker, string output, string? month = null, DateOnly? asAt = null)
    {
        await broker.CatchUpAsync();
        var model = (await new LogicModelReport(broker.Database).AskAsync(new(new(2025, 1, 1), new(2027, 1, 1), true, asAt), DisclosurePolicy.OwnCaseload))!;
        var row = model.Outputs.Single(o => o.Output.Code == output);
        return (month is null ? row.Count : row.Months!.Single(m => m.Month == month).Count).Value;
    }

    private static IEnumerable<Figure> Figures(OutputRow row) => [row.Count, .. (row.Months ?? []).Select(m => m.Count)];

    // Of months that begin after the day it stands at there is nothing to know.
    private static IEnumerable<string> MonthsOf(LogicModelQuestion question) => Enumerable.Range(question.From.DayNumber, question.To.DayNumber - question.From.DayNumber)
        .Select(DateOnly.FromDayNumber).Where(day => question.AsAt is not { } end || (day.Year, day.Month).CompareTo((end.Year, end.Month)) <= 0)
        .Select(day => day.ToString("yyyy-MM", CultureInfo.InvariantCulture)).Distinct();

    private static LogicModelQuestion OnlyOf(LogicModelQuestion question, Dimension side, Actor actor) =>
        question with { Within = question.Within.SetItem(side, actor.Organisation.Value.ToString()) };

    private static LogicModelQuestion Question(Random random, TestBroker broker)
    {
        var asked = FunnelTests.Question(random, broker);
        var question = new LogicModelQuestion(asked.From, asked.To, random.Next(2) == 0, asked.AsAt);
        return random.Next(4) switch
        {
            0 => OnlyOf(question, Dimension.Organisation, random.Next(2) == 0 ? TestBroker.Clinician : TestBroker.OtherClinician),
            1 => OnlyOf(question, Dimension.Provider, random.Next(2) == 0 ? TestBroker.Worker : TestBroker.OtherWorker),
            _ => question,
        };
    }
}
