using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The product's funnel and a second one, made by other means, agree on every question.</summary>
public sealed class FunnelTests(TestCluster cluster, GeneratedLogs logs)
{
    private const int Questions = 120;

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
            "referral.entered-in-error.v1", "referral.overdue.v1", "calendar.day-closed.v1"]);
    }

    internal static FunnelQuestion Question(Random random, TestBroker broker)
    {
        var first = EnglandTime.DateOf(TestBroker.Monday).AddDays(-40);
        var days = broker.Today.DayNumber - first.DayNumber;
        var from = first.AddDays(random.Next(days));
        var to = random.Next(4) == 0 ? broker.Today.AddDays(1) : from.AddDays(random.Next(1, days));
        DateOnly? asAt = random.Next(4) switch { 0 => null, 1 => first.AddDays(random.Next(days + 40)), _ => EnglandTime.DateOf(TestBroker.Monday).AddDays(random.Next(days - 45)) };
        var question = new FunnelQuestion(random.Next(3) == 0 ? first : from, to, random.Next(2) == 0 ? Basis.Cohort : Basis.Activity, (Breakdown)random.Next(5), asAt);
        return random.Next(8) switch
        {
            0 => question with { Organisation = TestBroker.Clinician.Organisation.Value },
            1 => question with { Provider = TestBroker.OtherWorker.Organisation.Value },
            2 => question with { Service = TestBroker.Services[random.Next(3)].Value },
            3 => question with { Setting = Codes.Name((Setting)random.Next(3)) },
            _ => question,
        };
    }

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
        funnel.Rows.Select(r => r.Key ?? "").Should().BeEquivalentTo(wanted.Keys.Where(k => Applies(k.Unit, k.Key, question)).Select(k => k.Key).Append("").Distinct(), why);
        foreach (var row in funnel.Rows)
            foreach (var stage in row.Stages)
            {
                var unit = Codes.Name(stage.Unit);
                var shown = Applies(unit, row.Key ?? "", question) ? wanted.GetValueOrDefault((row.Key ?? "", unit, stage.Stage)).ToString(System.Globalization.CultureInfo.InvariantCulture) : "[z]";
                stage.Count.Shown.Should().Be(shown, "{0} counts so in '{1}': {2}", stage.Stage, row.Key, why);
            }
    }

    /// <summary>A conversation goes to no service.</summary>
    private static bool Applies(string unit, string key, FunnelQuestion question) =>
        unit != SecondFunnel.Conversations || (question.Provider is null && question.Service is null && (question.By != Breakdown.Service || key.Length == 0));
}
