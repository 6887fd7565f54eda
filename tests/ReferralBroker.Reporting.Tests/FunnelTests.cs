using System.Globalization;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The product's funnel and a second one, made by other means, agree on every question.</summary>
public sealed class FunnelTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 150;

    /// <summary>The steps that only some journeys have, as the plan says which.</summary>
    private static readonly Dictionary<string, string[]> JourneysWith = new(StringComparer.Ordinal)
    {
        ["job-start"] = ["ips", "supported-employment", "employer-hub"],
        ["ipspc-threshold"] = ["ips", "supported-employment", "employer-hub"],
        ["sustained-13-weeks"] = ["ips", "supported-employment", "employer-hub"],
        ["sustained-26-weeks"] = ["ips", "supported-employment", "employer-hub"],
        ["plan-to-keep-job"] = ["retention"],
        ["retained-13-weeks"] = ["retention"],
        ["retained-26-weeks"] = ["retention"],
        ["case-advice-given"] = ["advice"],
        ["financial-gain"] = ["advice"],
    };

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task The_funnel_equals_a_second_one_made_by_other_means(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var report = new FunnelReport(broker.Database);
        var second = new SecondFunnel(await broker.EventsAsync());
        var random = new Random(seed);
        for (var number = 0; number < Questions; number++)
        {
            var question = Question(random, broker);
            await ShouldAgreeAsync(report, second, question, $"seed {seed}, question {number}: {question}");
        }
    }

    [Fact]
    public async Task The_generated_logs_hold_every_kind_of_event_that_moves_a_funnel()
    {
        var found = new HashSet<string>();
        foreach (var seed in GeneratedLogs.Seeds) found.UnionWith((await (await logs.OfSeedAsync(cluster, seed.Data)).EventsAsync()).Select(e => e.Type));
        found.Should().Contain(EventCatalogue.All.Keys.Where(n => n.StartsWith("conversation.", StringComparison.Ordinal)));
        found.Should().Contain([
            "referral.sent.v1", "referral.received.v1", "referral.accepted.v1", "referral.acceptance-undone.v1", "referral.declined.v1", "referral.recalled.v1",
            "referral.redirected.v1", "referral.rematched.v1", "referral.withdrawn.v1", "referral.contact-recorded.v1", "referral.appointment-attended.v1", "referral.profile-started.v1",
            "referral.job-started.v1", "referral.job-ended.v1", "referral.employment-confirmed.v1", "referral.corrected.v1", "referral.closed.v1", "referral.reopened.v1",
            "referral.entered-in-error.v1", "referral.overdue.v1", "calendar.day-closed.v1",
            "referral.action-plan-agreed.v1", "referral.employment-retained.v1", "referral.advice-case-opened.v1", "referral.advice-given.v1", "referral.financial-gain-recorded.v1",
            "person.record-merged.v1", "person.merged-into.v1", "person.record-unmerged.v1", "person.unmerged-from.v1", "person.died.v1", "person.death-corrected.v1",
            "person.wrong-person-corrected.v1", "person.erased.v1", "person.demographics-recorded.v1", "person.agreement-withdrawn.v1"]);
    }

    [Fact]
    public async Task The_generated_logs_pass_referrals_on_across_journeys_and_across_merged_records()
    {
        var (journeys, across, hops, merged) = (new HashSet<string>(), 0, 0, 0);
        foreach (var seed in GeneratedLogs.Seeds)
        {
            var broker = await logs.OfSeedAsync(cluster, seed.Data);
            var facts = (await broker.EventsAsync()).Select(e => (e.Stream, Facts.Of(e).Event)).ToArray();
            var sent = facts.Where(f => f.Event is Sent).ToDictionary(f => f.Stream, f => (Sent)f.Event);
            journeys.UnionWith(sent.Values.Select(s => s.Journey));
            foreach (var (before, after) in sent.Values.Where(s => s.Previous is not null).Select(s => (sent[s.Previous!.Value.Value], s)))
            {
                hops++;
                if (before.Journey != after.Journey) across++;
                if (before.Person != after.Person) merged++;
            }
        }
        journeys.Should().BeEquivalentTo("ips", "supported-employment", "retention", "advice", "employer-hub");
        (hops, across, merged).Should().Match<(int Hops, int Across, int Merged)>(c => c.Hops > 20 && c.Across > 5 && c.Merged == 0);
    }

    [Fact]
    public async Task A_row_of_a_journey_is_called_by_its_name()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var question = new FunnelQuestion(EnglandTime.DateOf(TestBroker.Monday).AddDays(-60), broker.Today.AddDays(1), Basis.Cohort, null) { By = [Dimension.Journey] };
        var funnel = (await new FunnelReport(broker.Database).AskAsync(question, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
        funnel.Rows.ToDictionary(r => r.Key ?? "", r => r.Label).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            [""] = "All",
            ["ips"] = "Individual Placement and Support",
            ["supported-employment"] = "Supported employment",
            ["retention"] = "Staying in work",
            ["advice"] = "Money and employment advice",
            ["employer-hub"] = "Good Employment Hub",
        });
    }

    internal static FunnelQuestion Question(Random random, TestBroker broker)
    {
        var first = EnglandTime.DateOf(TestBroker.Monday).AddDays(-40);
        var days = broker.Today.DayNumber - first.DayNumber;
        var from = first.AddDays(random.Next(days));
        var to = random.Next(4) == 0 ? broker.Today.AddDays(1) : from.AddDays(random.Next(1, days));
        DateOnly? asAt = random.Next(4) switch { 0 => null, 1 => first.AddDays(random.Next(days + 40)), _ => EnglandTime.DateOf(TestBroker.Monday).AddDays(random.Next(days - 45)) };
        var dimensions = Enum.GetValues<Dimension>();
        var question = new FunnelQuestion(random.Next(3) == 0 ? first : from, to, random.Next(2) == 0 ? Basis.Cohort : Basis.Activity, asAt)
        {
            By = random.Next(5) switch { 0 => [], 1 or 2 => [Pick(dimensions, random)], _ => [.. dimensions.OrderBy(_ => random.Next()).Take(2)] },
        };
        if (random.Next(3) == 0) question = question.With(Dimension.Journey, Pick([.. Journey.Codes], random));
        return random.Next(9) switch
        {
            0 => question.With(Dimension.Organisation, TestBroker.Clinician.Organisation.Value.ToString()),
            1 => question.With(Dimension.Provider, TestBroker.OtherWorker.Organisation.Value.ToString()),
            2 => question.With(Dimension.Service, Pick([.. TestBroker.Services], random).Value.ToString()),
            3 => question.With(Dimension.Setting, Codes.Name((Setting)random.Next(3))),
            4 or 5 => Narrowed(question, Pick([.. Dimensions.OfPerson.Order()], random), random),
            _ => question,
        };
    }

    private static FunnelQuestion Narrowed(FunnelQuestion question, Dimension dimension, Random random) =>
        question.With(dimension, Pick([.. Dimensions.ValuesOf(dimension)!.Select(v => v.Code)], random));

    private static T Pick<T>(T[] of, Random random) => of[random.Next(of.Length)];

    private static async Task ShouldAgreeAsync(FunnelReport report, SecondFunnel second, FunnelQuestion question, string why)
    {
        var funnel = await report.AskAsync(question, DisclosurePolicy.OwnCaseload);
        if (second.PositionOf(question.AsAt) is not { } position)
        {
            funnel.Should().BeNull(why);
            return;
        }
        funnel!.Position.Should().Be(position, why);
        var wanted = second.Count(question);
        var keys = funnel.Rows.Select(r => KeyOf(r, question)).ToArray();
        keys.Should().OnlyHaveUniqueItems(why);
        wanted.Keys.Where(k => Applies(k.Unit, k.Key, question)).Select(k => k.Key).Except(keys).Should().BeEmpty(why);
        // Where a table lists whatever there can be it has rows of none; where only the log knows, it lists what is counted.
        if (question.By is [var only] && Dimensions.ValuesOf(only) is null && only != Dimension.Month)
            keys.Should().BeEquivalentTo(wanted.Keys.Where(k => Applies(k.Unit, k.Key, question)).Select(k => k.Key).Append("").Distinct(), why);
        wanted.Keys.Select(k => k.Stage).Should().BeSubsetOf(funnel.Definitions.Select(d => d.Stage).Concat(wanted.Keys.Where(k => !Applies(k.Unit, k.Key, question)).Select(k => k.Stage)), why);
        foreach (var row in funnel.Rows)
        {
            row.Stages.Select(s => s.Stage).Should().Equal(funnel.Definitions.Select(d => d.Stage), why);
            foreach (var stage in row.Stages)
            {
                var (unit, key) = (Codes.Name(stage.Unit), KeyOf(row, question));
                var (count, pounds) = wanted.GetValueOrDefault((key, unit, stage.Stage));
                var applies = Applies(unit, key, question);
                if (applies && !Has(stage.Stage, key, question))
                {
                    applies = false;
                    count.Should().Be(0, "{0} is no step of '{1}': {2}", stage.Stage, key, why);
                }
                if (stage.Count.Shown != (applies ? count.ToString(CultureInfo.InvariantCulture) : "[z]"))
                    stage.Count.Shown.Should().Be(applies ? count.ToString(CultureInfo.InvariantCulture) : "[z]", "{0} counts so in '{1}': {2}", stage.Stage, key, why);
                stage.PoundsAYear?.Shown.Should().Be(applies && question.Basis == Basis.Cohort ? Math.Round(pounds, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) : "[z]", "pounds in '{0}': {1}", key, why);
                if (stage.PoundsAYear is not null != (stage.Stage == "financial-gain")) throw new InvalidOperationException($"pounds stand beside {stage.Stage}: {why}");
            }
        }
    }

    private static string KeyOf(FunnelRow row, FunnelQuestion question) => question.By.Length < 2 ? row.Key ?? "" : $"{row.Key}|{row.CrossedKey}";

    private static string[] Parts(string key) => key.Split('|');

    private static readonly Dimension[] OfServices = [Dimension.Service, Dimension.Provider, Dimension.Journey, Dimension.Source, Dimension.Need];

    /// <summary>A conversation goes to no service.</summary>
    private static bool Applies(string unit, string key, FunnelQuestion question) => unit != SecondFunnel.Conversations
        || (!question.Only.Keys.Any(OfServices.Contains) && !question.By.Select((d, at) => OfServices.Contains(d) && Parts(key)[at].Length > 0).Any(named => named));

    /// <summary>Whether the one journey that a row is about has the step; a row about several has every step.</summary>
    private static bool Has(string stage, string key, FunnelQuestion question)
    {
        string? Asked(Dimension dimension) => question.Only.TryGetValue(dimension, out var only) ? only
            : question.By.IndexOf(dimension) is >= 0 and var at && Parts(key)[at] is { Length: > 0 } part ? part : null;
        var journey = Asked(Dimension.Journey) ?? (Asked(Dimension.Service) is { } service ? TestBroker.Directory.Single(d => d.Service.Value == Guid.Parse(service)).Journey.Code : null);
        return journey is null || !JourneysWith.TryGetValue(stage, out var with) || with.Contains(journey);
    }
}
