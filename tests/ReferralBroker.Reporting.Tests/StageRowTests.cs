using ReferralBroker.Domain;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>A past answer never changes: rows are only added, and closed once.</summary>
public sealed class StageRowTests(TestCluster cluster)
{
    public static TheoryData<int> Seeds => [11, 12];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Later_events_change_no_stage_row_but_close_it_and_no_answer_for_a_past_day(int seed)
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var script = new RandomScript(broker, seed);
        await script.RunAsync(100);
        await broker.CatchUpAsync();
        var position = await broker.AskAsync<long>("select max(position) from log.event");
        var rows = await RowsAsync(broker);
        var questions = Questions(seed, broker);
        var answers = await AnswersAsync(broker, questions);

        await script.RunAsync(120);
        await broker.CatchUpAsync();

        var now = (await RowsAsync(broker)).ToDictionary(r => r.Row);
        now.Count.Should().BeGreaterThan(rows.Count);
        foreach (var (row, closed) in rows)
        {
            now.Should().ContainKey(row, "seed {0}", seed);
            if (closed is not null) now[row].Closed.Should().Be(closed, "a row is closed once, seed {0}", seed);
            else if (now[row].Closed is { } end) end.Should().BeGreaterThan(position, "it is closed by what came later, seed {0}", seed);
        }
        now.Values.Count(r => r.Closed is not null).Should().BeGreaterThan(rows.Count(r => r.Closed is not null), "the script takes things back, seed {0}", seed);
        // What somebody erased was counted by is gone from past days too; that they were counted is not.
        var erased = (await broker.EventsAsync()).Any(e => e.Position > position && e.Type == "person.erased.v1");
        var still = Enumerable.Range(0, questions.Length).Where(i => !erased || !questions[i].By.Concat(questions[i].Only.Keys).Any(Dimensions.OfPerson.Contains)).ToArray();
        var later = await AnswersAsync(broker, questions);
        still.Length.Should().BePositive();
        still.Select(i => later[i]).Should().Equal(still.Select(i => answers[i]), "seed {0}", seed);
    }

    [Fact]
    public async Task A_day_that_is_not_over_has_no_answer_and_one_before_the_log_is_empty()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var today = broker.Today;
        (await AskAsync(broker, today)).Should().BeNull("no day has ended yet");
        (await AskAsync(broker, today.AddDays(-400))).Should().BeNull("no day has ended yet");
        (await AskAsync(broker, null)).Should().NotBeNull();

        await broker.SentAsync();
        broker.Time.Now = broker.Time.Now.AddDays(1);
        await broker.TickAsync();
        await broker.CatchUpAsync();
        Sent((await AskAsync(broker, today))!).Should().Be(1);
        Sent((await AskAsync(broker, today.AddDays(-1)))!).Should().Be(0, "that day was before the first one that was closed");
        (await AskAsync(broker, today.AddDays(1))).Should().BeNull("that day is not over");
    }

    [Fact]
    public async Task The_last_month_end_is_that_of_a_month_whose_end_is_marked()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        (await LastMonthEndAsync(broker)).Should().BeNull("no day has ended yet");
        foreach (var (day, end) in new[] { ("2026-01-31", "2025-12-31"), ("2026-02-01", "2026-01-31"), ("2026-02-02", "2026-01-31"), ("2026-03-01", "2026-02-28") })
        {
            broker.Time.Now = EnglandTime.StartOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).AddHours(9);
            await broker.TickAsync();
            await broker.CatchUpAsync();
            (await LastMonthEndAsync(broker)).Should().Be(DateOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture), "it is {0}", day);
        }
    }

    private static Task<DateOnly?> LastMonthEndAsync(TestBroker broker) => new ReportDays(broker.Database).LastMonthEndAsync();

    private static Task<Funnel?> AskAsync(TestBroker broker, DateOnly? asAt) =>
        new FunnelReport(broker.Database).AskAsync(new(broker.Today.AddDays(-30), broker.Today.AddDays(30), Basis.Activity, asAt), DisclosurePolicy.OwnCaseload);

    private static long? Sent(Funnel funnel) => funnel.Rows[0].Stages.Single(s => s.Stage == "sent").Count.Value;

    private static FunnelQuestion[] Questions(int seed, TestBroker broker)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 400).Select(_ => FunnelTests.Question(random, broker)).Where(q => q.AsAt < broker.Today).Take(40)];
    }

    private static async Task<string[]> AnswersAsync(TestBroker broker, FunnelQuestion[] questions)
    {
        var report = new FunnelReport(broker.Database);
        var answers = new List<string>();
        foreach (var question in questions)
        {
            var funnel = (await report.AskAsync(question, DisclosurePolicy.OwnCaseload))!;
            answers.Add($"{question} at {funnel.Position}: " + string.Join("; ", funnel.AsTable().Rows.Select(r => string.Join(',', r))));
        }
        return [.. answers];
    }

    private static async Task<List<(string Row, long? Closed)>> RowsAsync(TestBroker broker)
    {
        await using var command = broker.Database.CreateCommand("select (to_jsonb(s) - array['closed_position', 'age_band', 'sex', 'gender', 'ethnic_category', 'ethnic_group', 'disability', 'multiple_disadvantage', 'employment_status', 'small_area', 'ward', 'imd_decile', 'imd_quintile'])::text, closed_position from stages.stage s");
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<(string, long?)>();
        while (await row.ReadAsync()) rows.Add((row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1)));
        return rows;
    }
}
