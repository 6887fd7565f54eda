using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting.Tests.HandComputed;

/// <summary>
/// Sixty referrals written out, and every cell of sixty questions worked out from them apart from the product. The generated logs compare it with a
/// second funnel that folds the same events; here only lists of what happened, and the definitions in words, stand beside it.
/// </summary>
public sealed class HandComputedCaseTests(WrittenOutBroker lived) : IClassFixture<WrittenOutBroker>
{
    private static readonly Dictionary<string, string> Sexes = new() { ["male"] = "1", ["female"] = "2", ["indeterminate"] = "9", ["not-known"] = "X" };

    [Fact]
    public async Task Every_cell_of_every_answer_is_the_one_worked_out_from_the_lists()
    {
        var differences = new List<string>();
        foreach (var asked in WrittenOut.Expected.GroupBy(l => l.Of("question")))
        {
            var funnel = await AskAsync(asked.First(), DisclosurePolicy.OwnCaseload);
            var answered = funnel.Rows.ToDictionary(KeyOf, r => CellsOf(r, funnel.Basis));
            var written = asked.ToDictionary(KeyOf, CellsOf);
            differences.AddRange(written.Keys.Except(answered.Keys).Select(key => $"{Words(asked.First(), key)}: is not in the answer"));
            differences.AddRange(answered.Keys.Except(written.Keys).Select(key => $"{Words(asked.First(), key)}: is not written out"));
            foreach (var (key, cells) in written.Where(w => answered.ContainsKey(w.Key)))
            {
                answered[key].Keys.Should().BeEquivalentTo(cells.Keys, "an answer has every stage and no other");
                differences.AddRange(cells.Where(c => answered[key][c.Key] != c.Value).Select(c => $"{Words(asked.First(), key)}, {c.Key}: {c.Value} worked out, answered {answered[key][c.Key]}"));
            }
        }
        string.Join('\n', differences).Should().BeEmpty();
    }

    [Fact]
    public async Task What_leaves_for_publication_is_hidden_from_1_to_7_and_else_rounded_to_5()
    {
        var (differences, hidden, rounded) = (new List<string>(), 0, 0);
        foreach (var asked in WrittenOut.Expected.GroupBy(l => l.Of("question")))
        {
            var funnel = await AskAsync(asked.First(), DisclosurePolicy.Central);
            var written = asked.ToDictionary(KeyOf, CellsOf);
            funnel.Rows.Select(KeyOf).Should().Contain(written.Keys);
            foreach (var row in funnel.Rows)
            {
                // A value that nobody has is shown too, or its absence would tell; all of it is zero, where the same row of everybody has a number.
                var exact = written.GetValueOrDefault(KeyOf(row)) ?? written[RowOfEverybody(row, written)].ToDictionary(c => c.Key, c => c.Value == "z" ? "z" : "0");
                foreach (var (stage, shown) in CellsOf(row, funnel.Basis))
                {
                    // What has no place in the journey of a service that nobody went to stands in no list.
                    if (shown == "z" && !written.ContainsKey(KeyOf(row))) continue;
                    var rule = stage == "pounds_a_year" ? PoundsByTheRule(exact) : CountByTheRule(exact[stage]);
                    if (shown != rule) differences.Add($"{Words(asked.First(), KeyOf(row))}, {stage}: {rule} by the rule of {exact[stage]}, answered {shown}");
                    if (rule == "[c]") hidden++;
                    else if (rule != exact[stage]) rounded++;
                }
            }
        }
        string.Join('\n', differences).Should().BeEmpty();
        (hidden > 1000, rounded > 100).Should().Be((true, true), "small and large numbers are both among them: {0} and {1}", hidden, rounded);
    }

    [Fact]
    public void Cells_that_were_counted_by_name_have_as_many_as_are_named()
    {
        WrittenOut.Counted.Should().HaveCountGreaterThan(25);
        foreach (var counted in WrittenOut.Counted)
        {
            var row = WrittenOut.Expected.Single(l => l["question"] == counted["question"] && l["value"] == counted["value"] && l["crossed_value"] == counted["crossed_value"]);
            var which = counted.Of("which").Split(' ');
            which.Should().OnlyHaveUniqueItems();
            row[counted.Of("stage")].Should().Be(which.Length.ToString(CultureInfo.InvariantCulture), "{0} of question {1}", counted["stage"], counted["question"]);
        }
    }

    [Fact]
    public void The_lists_hold_what_makes_a_funnel_hard()
    {
        WrittenOut.Referrals.Should().HaveCount(60);
        WrittenOut.Referrals.Select(r => r.Of("sender")).Distinct().Should().HaveCount(3);
        WrittenOut.Referrals.Select(r => r.Of("service")).Distinct().Should().BeEquivalentTo(WrittenOutBroker.Services.Keys);
        WrittenOut.Conversations.Should().HaveCountGreaterThanOrEqualTo(20);
        Count("acceptance-undone").Should().BeGreaterThanOrEqualTo(3);
        WrittenOut.Referrals.Count(r => r["follows"] is not null).Should().BeGreaterThanOrEqualTo(5, "redirects and new matches");
        (Count("contact-corrected") + Count("job-corrected") + Count("gain-corrected") + Count("in-error") + Count("conversation-in-error")).Should().BeGreaterThanOrEqualTo(4);
        (Count("merged") >= 3, Count("unmerged") >= 1).Should().Be((true, true));
        WrittenOut.Happened("late").Count(h => Months.Any(end => HappenedBy(h, end) && DateOnly.FromDateTime(h.Moment("recorded")) > end)).Should().BeGreaterThanOrEqualTo(5, "told after the end of a month that is asked for");
        (Count("told") >= 3, WrittenOut.People.Count(p => p["told"] is null) >= 3).Should().Be((true, true), "some is told late or put right, some never");
    }

    [Fact]
    public async Task The_days_that_are_asked_for_are_closed_before_what_was_told_after_them()
    {
        var closed = (await lived.Broker.EventsAsync()).Where(e => e.Stream == Domain.Calendars.Calendar.Stream).ToDictionary(e => ((DayClosed)Application.Dispatch.Facts.Of(e).Event).Day, e => e.RecordedAt);
        foreach (var end in Months) EnglandTime.DateOf(closed[end]).Should().Be(end.AddDays(1));
    }

    /// <summary>The month ends that are asked for.</summary>
    private static IEnumerable<DateOnly> Months => WrittenOut.Expected.Select(l => l.Day("as_at")!.Value).Distinct();

    private static int Count(string what) => WrittenOut.Happened(what).Count();

    private static bool HappenedBy(Line late, DateOnly end) =>
        WrittenOut.Referrals.Single(r => r["referral"] == late["of"]).Day(late.Of("detail") == "ended" ? "ended_on" : late.Of("detail")) <= end;

    private async Task<Funnel> AskAsync(Line line, DisclosurePolicy policy)
    {
        var question = new FunnelQuestion(line.Day("from")!.Value, line.Day("to")!.Value.AddDays(1), Codes.Parse<Basis>(line["basis"])!.Value, line.Day("as_at"))
        {
            By = line.Of("by") switch
            {
                "all" => [],
                "service" => [Dimension.Service],
                "ethnic-group" => [Dimension.EthnicGroup],
                "decile" => [Dimension.ImdDecile],
                _ => [Dimension.Service, Dimension.Sex],
            },
        };
        return (await new FunnelReport(lived.Broker.Database).AskAsync(question, policy, TestContext.Current.CancellationToken))!;
    }

    private static (string First, string Second) KeyOf(FunnelRow row) => (row.Key ?? "all", row.CrossedLabel is null ? "" : row.CrossedKey ?? "all");

    /// <summary>Values of the lists as the answer has them: services by their ids, sexes by their national codes.</summary>
    private static (string First, string Second) KeyOf(Line line) => (
        WrittenOutBroker.Services.TryGetValue(line.Of("value"), out var service) ? service.ToString() : line.Of("value"),
        line["crossed_value"] is { } sex ? Sexes.GetValueOrDefault(sex, sex) : "");

    private static (string First, string Second) RowOfEverybody(FunnelRow row, Dictionary<(string, string), Dictionary<string, string>> written) =>
        row.CrossedLabel is not null && written.ContainsKey((KeyOf(row).First, "all")) ? (KeyOf(row).First, "all") : ("all", row.CrossedLabel is null ? "" : "all");

    // What is overdue hangs on the clocks of services, of which the lists say nothing: the second funnel works it out.
    private static Dictionary<string, string> CellsOf(FunnelRow row, Basis basis)
    {
        var cells = row.Stages.Where(s => s.Stage != "overdue").ToDictionary(s => s.Stage, s => s.Count.Shown == "[z]" ? "z" : s.Count.Shown);
        cells["pounds_a_year"] = row.Stages.Single(s => s.PoundsAYear is not null).PoundsAYear!.Shown is "[z]" ? "z" : row.Stages.Single(s => s.PoundsAYear is not null).PoundsAYear!.Shown;
        return cells;
    }

    private static readonly string[] NotCells = ["question", "basis", "from", "to", "as_at", "by", "value", "crossed_value"];

    private static Dictionary<string, string> CellsOf(Line line) => line.Columns.Except(NotCells).ToDictionary(c => c, line.Of);

    private static string CountByTheRule(string exact) => exact == "z" ? "z" : int.Parse(exact, CultureInfo.InvariantCulture) switch
    {
        0 => "0",
        >= 1 and <= 7 => "[c]",
        var count => Nearest(count, 5).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The rounded number of cases times what they gain on average, to the nearest 500.</summary>
    private static string PoundsByTheRule(Dictionary<string, string> exact)
    {
        if (exact["pounds_a_year"] == "z") return "z";
        var shown = CountByTheRule(exact["financial-gain"]);
        if (shown is "[c]" or "0") return shown;
        var mean = decimal.Parse(exact["pounds_a_year"], CultureInfo.InvariantCulture) / int.Parse(exact["financial-gain"], CultureInfo.InvariantCulture);
        return (int.Parse(shown, CultureInfo.InvariantCulture) * Nearest(mean, 500)).ToString(CultureInfo.InvariantCulture);
    }

    private static int Nearest(decimal number, int multiple) => (int)Math.Floor((number / multiple) + 0.5m) * multiple;

    private static string Words(Line asked, (string First, string Second) key) => FormattableString.Invariant(
        $"question {asked["question"]} ({asked["basis"]}, {asked["from"]} to {asked["to"]}, as at {asked["as_at"]}, by {asked["by"]}) of {WrittenOutBroker.Services.FirstOrDefault(s => s.Value.ToString() == key.First).Key ?? key.First} {Sexes.FirstOrDefault(s => s.Value == key.Second).Key ?? key.Second}");
}
