using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>No small number leaves, alone or by way of a percentage.</summary>
public sealed class DisclosureTests(TestCluster cluster, GeneratedLogs logs)
{
    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    // The pairs of NHS Digital's own test of its central suppression method, with its marker for a hidden count.
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "[c]")]
    [InlineData(2, "[c]")]
    [InlineData(5, "[c]")]
    [InlineData(7, "[c]")]
    [InlineData(8, "10")]
    [InlineData(12, "10")]
    [InlineData(13, "15")]
    [InlineData(16, "15")]
    [InlineData(57, "55")]
    [InlineData(10023, "10025")]
    public void Central_hides_1_to_7_shows_none_and_rounds_the_rest_to_5(long count, string shown) => DisclosurePolicy.Central.Count(count).Shown.Should().Be(shown);

    [Theory]
    [InlineData(0, "[c]")]
    [InlineData(1, "[c]")]
    [InlineData(4, "[c]")]
    [InlineData(5, "5")]
    [InlineData(7, "5")]
    [InlineData(8, "10")]
    [InlineData(12, "10")]
    [InlineData(10023, "10025")]
    public void Mhsds_hides_under_5_none_included_and_rounds_the_rest_to_5(long count, string shown) => DisclosurePolicy.Mhsds.Count(count).Shown.Should().Be(shown);

    [Theory]
    [InlineData(0, "[c]")]
    [InlineData(9, "[c]")]
    [InlineData(10, "10")]
    [InlineData(19, "10")]
    [InlineData(20, "20")]
    [InlineData(10029, "10020")]
    public void Live_hides_under_10_none_included_and_rounds_the_rest_down_to_10(long count, string shown) => DisclosurePolicy.Tens.Count(count).Shown.Should().Be(shown);

    [Theory, InlineData(0), InlineData(1), InlineData(4), InlineData(7), InlineData(10023)]
    public void An_own_caseload_is_shown_as_it_is(long count) => DisclosurePolicy.OwnCaseload.Count(count).Should().Be(Figure.Of(count));

    [Fact]
    public void Every_count_is_hidden_or_a_multiple_of_5_and_no_further_than_2_away()
    {
        foreach (var policy in new[] { DisclosurePolicy.Central, DisclosurePolicy.Mhsds })
            for (var count = 0; count <= 2000; count++)
            {
                var figure = policy.Count(count);
                if (figure.IsHidden) count.Should().BeLessThan(policy.HiddenBelow);
                else (figure.Value % 5, Math.Abs(figure.Value!.Value - count) <= 2).Should().Be((0, true), "{0} under {1}", count, policy.Code);
            }
    }

    [Theory, InlineData("tens"), InlineData("central"), InlineData("mhsds"), InlineData("own-caseload")]
    public void A_negative_count_is_refused(string policy)
    {
        var count = () => DisclosurePolicy.Find(policy)!.Count(-1);
        count.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_policy_is_found_by_its_code_and_no_other() =>
        new[] { "tens", "central", "mhsds", "own-caseload", "none", "" }.Select(c => DisclosurePolicy.Find(c)?.Code).Should().Equal("tens", "central", "mhsds", "own-caseload", null, null);

    [Theory]
    [InlineData(8, 57, "18")] // 10 of 55, not 8 of 57
    [InlineData(13, 10, "150")] // 15 of 10: rounding may take a part above its whole, and hiding that would tell more
    [InlineData(0, 57, "0")]
    [InlineData(57, 57, "100")]
    [InlineData(7, 57, "[c]")]
    [InlineData(57, 3, "[c]")]
    [InlineData(1, 0, "[c]")]
    [InlineData(0, 0, "[z]")]
    [InlineData(8, 0, "[z]")]
    public void A_percentage_is_of_rounded_figures_and_hidden_where_either_is(long part, long whole, string shown) =>
        DisclosurePolicy.Central.Percentage(DisclosurePolicy.Central.Count(part), DisclosurePolicy.Central.Count(whole)).Shown.Should().Be(shown);

    [Fact]
    public void Halves_are_rounded_up() => DisclosurePolicy.Central.Percentage(Figure.Of(5), Figure.Of(200)).Shown.Should().Be("3");

    [Theory]
    [InlineData(29, 34, "[u]")]
    [InlineData(12, 15, "[u]")]
    [InlineData(9, 400, "[c]")]
    [InlineData(0, 0, "[c]")]
    [InlineData(594, 725, "82")]
    [InlineData(720, 720, "99")]
    public void A_percentage_of_counts_rounded_down_is_the_middle_of_what_it_can_be_or_not_shown(long part, long whole, string shown) =>
        DisclosurePolicy.Tens.Percentage(DisclosurePolicy.Tens.Count(part), DisclosurePolicy.Tens.Count(whole)).Shown.Should().Be(shown);

    /// <summary>Whatever the counts are, what is said of them in tens is so of the exact ones: a percentage to within six points, no service is called low or high that is not, and no target met or not met.</summary>
    [Fact]
    public void What_is_said_of_counts_rounded_down_is_true_of_the_exact_ones()
    {
        var random = new Random(7);
        var tens = DisclosurePolicy.Tens;
        var (shares, verdicts, targets) = (0, 0, 0);
        var (atLeast, atMost) = (Measures.All.Single(m => m.Code == "grow-job-outcomes"), Measures.All.Single(m => m.Code == "grow-retention-share"));
        for (var time = 0; time < 50_000; time++)
        {
            var all = random.Next(200, 3000);
            var allPart = random.Next(all + 1);
            var whole = random.Next(10, all);
            var part = Math.Min(random.Next(whole + 1), allPart);
            var (partShown, wholeShown) = (tens.Count(part), tens.Count(whole));
            if (tens.Percentage(partShown, wholeShown).Value is { } percent)
            {
                shares++;
                Math.Abs(percent - (100.0 * part / whole)).Should().BeLessThan(6, $"{part} of {whole}");
            }
            if (atLeast.IsMetBy(partShown, wholeShown, tens) is { } least)
            {
                targets++;
                least.Should().Be(100 * part >= 40 * whole, $"{part} of {whole}, of which at least 40% are aimed at");
            }
            if (atMost.IsMetBy(partShown, wholeShown, tens) is { } most) most.Should().Be(100 * part <= 15 * whole, $"{part} of {whole}, of which at most 15% are aimed at");
            if (partShown.IsHidden || tens.Count(allPart).IsHidden) continue;
            if (ConversionReport.StandingOf(partShown, wholeShown, tens.Count(allPart), tens.Count(all), tens) is not { } said || said == RateStanding.AsExpected) continue;
            verdicts++;
            var exact = ConversionReport.StandingOf((double)part / whole, whole, (double)allPart / all);
            (said is RateStanding.Low or RateStanding.VeryLow ? exact is RateStanding.Low or RateStanding.VeryLow : exact is RateStanding.High or RateStanding.VeryHigh).Should().BeTrue($"{part} of {whole} around {allPart} of {all} was called {said}, and is {exact}");
        }
        shares.Should().BeGreaterThan(1000);
        verdicts.Should().BeGreaterThan(1000);
        targets.Should().BeGreaterThan(1000);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task No_figure_asked_with_central_is_1_to_7_or_off_a_multiple_of_5_and_no_percentage_tells_of_a_hidden_one(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var report = new FunnelReport(broker.Database);
        var random = new Random(1000 + seed);
        var hidden = 0;
        for (var number = 0; number < 60; number++)
        {
            var question = FunnelTests.Question(random, broker);
            if (await AskAsync(report, question, DisclosurePolicy.Central) is not { } funnel) continue;
            var own = (await AskAsync(report, question, DisclosurePolicy.OwnCaseload))!;
            funnel.Policy.Should().Be("central");
            funnel.Notes.Should().Contain(DisclosurePolicy.Central.Words);
            // One's own table leaves out the rows that nobody is in; one that hides small numbers does not, or it would tell so.
            funnel.Rows.Should().HaveCountGreaterThanOrEqualTo(own.Rows.Count);
            foreach (var row in funnel.Rows.Where(r => !own.Rows.Any(o => (o.Key, o.CrossedKey) == (r.Key, r.CrossedKey))))
                row.Stages.Should().OnlyContain(s => s.Count == Figure.NotApplicable || s.Count == DisclosurePolicy.Central.Count(0), "seed {0}, {1}", seed, question);
            foreach (var (row, real) in own.Rows.Select(o => (funnel.Rows.Single(r => (r.Key, r.CrossedKey) == (o.Key, o.CrossedKey)), o)))
                foreach (var (stage, exact) in row.Stages.Zip(real.Stages))
                {
                    var why = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {stage.Stage} of '{row.Key}', {question}");
                    if (stage.Count.IsHidden) hidden++;
                    if (exact.Count.Value is null) stage.Count.Should().Be(Figure.NotApplicable, why);
                    else stage.Count.Should().Be(DisclosurePolicy.Central.Count(exact.Count.Value.Value), why);
                    if (stage.Count.Value is { } shown) (shown % 5 == 0 && shown is 0 or >= 10).Should().BeTrue(why);
                    if (stage.PoundsAYear is { } pounds)
                    {
                        if (stage.Count.IsHidden) pounds.Should().Be(question.Basis == Basis.Cohort ? Figure.Hidden : Figure.NotApplicable, why);
                        if (pounds.Value is { } amount) (amount % 100).Should().Be(0, why);
                    }
                    foreach (var percentage in new[] { stage.OfPrevious, stage.OfFirst })
                    {
                        if (question.Basis == Basis.Activity) percentage.Should().Be(Figure.NotApplicable, why);
                        if (stage.Count.IsHidden) percentage.Value.Should().BeNull(why);
                    }
                    if (row.Stages.First(s => s.Unit == stage.Unit).Count.IsHidden) stage.OfFirst.Value.Should().BeNull(why);
                }
        }
        hidden.Should().BePositive("there are small numbers to hide, seed {0}", seed);
    }

    [Fact]
    public async Task Percentages_of_a_cohort_are_of_the_step_before_and_of_the_first_and_a_way_out_is_no_step()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var (first, last) = (EnglandTime.DateOf(TestBroker.Monday).AddDays(-60), broker.Today.AddDays(1));
        var shown = 0;
        foreach (var journey in new[] { null, "ips", "supported-employment", "retention", "advice", "employer-hub" })
        {
            var funnel = (await AskAsync(new(broker.Database), new FunnelQuestion(first, last, Basis.Cohort, null).With(Dimension.Journey, journey), DisclosurePolicy.OwnCaseload))!;
            foreach (var unit in funnel.Rows[0].Stages.Where(s => journey is null || s.Unit != Unit.Conversation).GroupBy(s => s.Unit))
            {
                var begun = unit.First();
                (begun.OfPrevious, begun.OfFirst).Should().Be((Figure.NotApplicable, Figure.NotApplicable));
                var before = begun;
                foreach (var stage in unit.Skip(1))
                {
                    stage.OfFirst.Should().Be(PerCent(stage, begun, journey), "{0} of {1}", stage.Stage, journey);
                    var isStep = stage.Stage != "overdue" && !funnel.Definitions.Single(d => d.Stage == stage.Stage && d.Unit == stage.Unit).IsLoss;
                    stage.OfPrevious.Should().Be(isStep ? PerCent(stage, before, journey) : Figure.NotApplicable, "{0} of {1}", stage.Stage, journey);
                    if (stage.OfPrevious.Value is not null) shown++;
                    // The threshold outcome stands beside the steps: more people reach 13 weeks than meet it.
                    if (isStep && stage.Stage != "ipspc-threshold") before = stage;
                }
            }
        }
        shown.Should().BeGreaterThan(20);

        // Of all journeys together, a step that only some have is a share only of one that no others have.
        static Figure PerCent(FunnelStage part, FunnelStage whole, string? journey) =>
            journey is null && GroupOf(part.Stage) is not null && GroupOf(part.Stage) != GroupOf(whole.Stage) ? Figure.NotApplicable
            : whole.Count.Value == 0 ? Figure.NotApplicable
            : Figure.Of((long)Math.Floor((100.0 * part.Count.Value!.Value / whole.Count.Value!.Value) + 0.5));

        static string? GroupOf(string stage) => stage switch
        {
            "job-start" or "ipspc-threshold" or "sustained-13-weeks" or "sustained-26-weeks" => "jobs",
            "plan-to-keep-job" or "retained-13-weeks" or "retained-26-weeks" => "retention",
            "case-advice-given" or "financial-gain" => "advice",
            _ => null,
        };
    }

    [Fact]
    public async Task By_journey_each_row_shows_its_own_rates_and_says_what_does_not_apply_to_it()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var question = new FunnelQuestion(EnglandTime.DateOf(TestBroker.Monday).AddDays(-60), broker.Today.AddDays(1), Basis.Cohort, null) { By = [Dimension.Journey] };
        var funnel = (await AskAsync(new(broker.Database), question, DisclosurePolicy.OwnCaseload))!;
        funnel.Notes.Should().Contain(n => n.Contains("Ask for one journey to see its rates"));
        Stage(null, "job-start").OfFirst.Should().Be(Figure.NotApplicable, "advice cases start no jobs");
        Stage("ips", "job-start").OfFirst.Value.Should().NotBeNull();
        Stage("ips", "job-start").Count.Value.Should().BePositive();
        foreach (var (journey, foreign) in new[] { ("ips", "plan-to-keep-job"), ("ips", "financial-gain"), ("retention", "job-start"), ("advice", "sustained-13-weeks"), ("employer-hub", "case-advice-given") })
            Stage(journey, foreign).Should().Match<FunnelStage>(s => s.Count == Figure.NotApplicable && s.OfFirst == Figure.NotApplicable && s.OfPrevious == Figure.NotApplicable);
        foreach (var (journey, own) in new[] { ("retention", "plan-to-keep-job"), ("advice", "financial-gain"), ("employer-hub", "sustained-13-weeks") })
            Stage(journey, own).Count.Value.Should().NotBeNull();
        var asked = (await AskAsync(new(broker.Database), (question with { By = [] }).With(Dimension.Journey, "advice"), DisclosurePolicy.OwnCaseload))!;
        asked.Notes.Should().NotContain(n => n.Contains("Ask for one journey"));
        asked.Definitions.Select(d => d.Stage).Should().NotContain(["job-start", "plan-to-keep-job"]).And.Contain(["case-advice-given", "financial-gain"]);

        FunnelStage Stage(string? journey, string stage) => funnel.Rows.Single(r => r.Key == journey).Stages.Single(s => s.Stage == stage);
    }

    [Theory]
    [InlineData(0, "0", "0")]
    [InlineData(7, "900.40", "[c]")]
    [InlineData(8, "0", "0")]
    [InlineData(8, "1999.99", "0")]
    [InlineData(8, "2000", "5000")]
    [InlineData(30, "52345.67", "45000")]
    [InlineData(32, "52345.67", "45000")]
    public void Pounds_are_hidden_with_their_cases_and_else_say_no_more_than_a_coarse_mean(long cases, string pounds, string shown)
    {
        var amount = decimal.Parse(pounds, CultureInfo.InvariantCulture);
        DisclosurePolicy.Central.Pounds(amount, cases, DisclosurePolicy.Central.Count(cases)).Shown.Should().Be(shown);
        DisclosurePolicy.Central.Pounds(amount, cases, Figure.NotApplicable).Should().Be(Figure.NotApplicable);
        DisclosurePolicy.OwnCaseload.Pounds(12.50m, 1, Figure.Of(1)).Shown.Should().Be("13");
    }

    [Fact]
    public async Task Conversations_are_not_applicable_by_service_or_about_one_and_stand_in_the_row_of_all()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var report = new FunnelReport(broker.Database);
        var question = new FunnelQuestion(EnglandTime.DateOf(TestBroker.Monday).AddDays(-60), broker.Today.AddDays(1), Basis.Cohort, null) { By = [Dimension.Service] };
        var funnel = (await AskAsync(report, question, DisclosurePolicy.Central))!;
        Talks(funnel.Rows[0]).Should().NotContain("[z]", "a conversation counts among all");
        funnel.Rows.Skip(1).Should().HaveCount(7).And.OnlyContain(r => Talks(r).All(c => c == "[z]"));
        funnel.Rows.Skip(1).Select(r => r.Label).Should().Equal(Enumerable.Range(1, 7).Select(n => $"Service {n}"));
        funnel.Notes.Should().Contain(n => n.Contains("the parts may add up to more than all"));
        foreach (var about in new[] { (question with { By = [] }).With(Dimension.Service, TestBroker.Service.Value.ToString()), (question with { By = [Dimension.Month] }).With(Dimension.Provider, TestBroker.Worker.Organisation.Value.ToString()), (question with { By = [Dimension.Setting] }).With(Dimension.Journey, "ips") })
            (await AskAsync(report, about, DisclosurePolicy.Central))!.Rows.Should().OnlyContain(r => Talks(r).All(c => c == "[z]"));
    }

    [Fact]
    public async Task The_table_says_the_same_as_the_funnel_with_its_notes_beside_each_line()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var funnel = (await AskAsync(new(broker.Database), new(new(2026, 1, 1), new(2026, 7, 1), Basis.Activity, new(2026, 6, 30)) { By = [Dimension.Setting] }, DisclosurePolicy.Central))!;
        var lines = funnel.AsTable().Rows.ToArray();
        lines.Should().HaveCount(funnel.Rows.Count * StageNames.All.Count).And.OnlyContain(l => l.Count == funnel.AsTable().Header.Count);
        lines.Select(l => l[5]).Should().Equal(funnel.Rows.SelectMany(r => r.Stages).Select(s => s.Count.Shown));
        lines[0].Should().Equal("all", "All", "conversation", "conversation", "Conversations", funnel.Rows[0].Stages[0].Count.Shown, "[z]", "[z]", null,
            "activity", "2026-01-01", "2026-07-01", "2026-06-30", funnel.Position.ToString(CultureInfo.InvariantCulture), "central", "recorded", null, null);
        lines.Where(l => l[8] is not null).Select(l => l[3]).Distinct().Should().Equal("financial-gain");
        lines.Single(l => l[0] == "all" && l[3] == "financial-gain")[8].Should().Be(funnel.Rows[0].Stages.Single(s => s.Stage == "financial-gain").PoundsAYear!.Shown);
        lines[^1][0].Should().Be("setting");
    }

    private static IEnumerable<string> Talks(FunnelRow row) => row.Stages.Where(s => s.Unit == Unit.Conversation).SelectMany(s => new[] { s.Count.Shown, s.OfPrevious.Shown, s.OfFirst.Shown })
        .Where((_, i) => i % 3 == 0);

    private static Task<Funnel?> AskAsync(FunnelReport report, FunnelQuestion question, DisclosurePolicy policy) => report.AskAsync(question, policy);
}
