using System.Text.Json.Nodes;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>The funnel by journey and the logic model over HTTP.</summary>
public sealed class ReportTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_advice_case_and_a_job_kept_move_their_own_funnels_and_the_logic_model_counts_people_and_roots()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var adviser = broker.As(new Domain.Actor("adviser", Domain.Role.ProviderCaseworker, new(new Guid("0de30000-0000-7000-8000-000000000010"))));
        var hub = broker.As("hub");

        var (person, agreement) = await People.AgreeingAsync(clinician);
        await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "money-worries" }, ending = "record-only" });
        var advice = $"/api/referrals/{People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.MoneyAdvice)))}";
        await adviser.DoAsync(advice + "/accept");
        await adviser.DoAsync(advice + "/record-contact", new { medium = "telephone", reached = true });
        await adviser.RefusedAsync(advice + "/start-profile", new { }, 409, "referral.not-in-journey");
        await adviser.DoAsync(advice + "/open-advice-case", new { areas = new[] { "benefits", "debt" } });
        await adviser.DoAsync(advice + "/record-advice", new { about = "money-worries" });
        await adviser.DoAsync(advice + "/record-gain", new { pounds = 1840.50, basis = "yearly", kind = "benefit-income" });
        await adviser.DoAsync(advice + "/record-gain", new { pounds = 300, basis = "once", kind = "grant" });

        // The same person at the hub: two referrals, one person.
        var placed = $"/api/referrals/{People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.EmploymentHub)))}";
        await hub.DoAsync(placed + "/accept");
        await hub.DoAsync(placed + "/record-contact", new { medium = "face-to-face", reached = true });
        await hub.DoAsync(placed + "/start-profile");
        await hub.DoAsync(placed + "/start-job", new { startedOn = broker.Today, hoursPerWeek = 20, fourPaidHoursOn = broker.Today });
        await broker.CaughtUpAsync();

        const string Period = "from=2026-01-01&to=2026-02-01";
        var funnel = await adviser.GetAsync($"/api/reports/funnel?{Period}&journey=advice");
        Stages(funnel).Should().StartWith(["sent 1", "received 1", "accepted 1", "first-contact 1", "engaged 1", "case-advice-given 1", "financial-gain 1"]);
        Stage(funnel, "financial-gain")["poundsAYear"]!["value"]!.GetValue<long>().Should().Be(1841, "what is gained once is left out");
        ((long)Stage(funnel, "financial-gain")["ofFirst"]!["value"]!).Should().Be(100);
        funnel["definitions"]!.AsArray().Select(d => (string)d!["stage"]!).Should().NotContain("job-start");
        ((bool)funnel["synthetic"]!).Should().BeFalse("this log was not marked");

        var byJourney = await clinician.GetAsync($"/api/reports/funnel?{Period}&by=journey");
        byJourney["rows"]!.AsArray().Select(r => (string)r!["label"]!).Should().BeEquivalentTo("All", "Money and employment advice", "Good Employment Hub");
        ((string)Stage(byJourney, "job-start")["ofPrevious"]!["shown"]!).Should().Be("[z]", "advice cases start no jobs, so jobs are no share of them");

        var model = await clinician.GetAsync($"/api/reports/logic-model?{Period}&by=month");
        model["outputs"]!.AsArray().Select(o => $"{(string)o!["output"]!["code"]!} {(string)o["count"]!["shown"]!}").Should().Equal(
            "conversations 1", "referrals 0", "engagements-with-ips 0", "people-into-employment 1", "employers-with-hub [z]");
        model["outputs"]!.AsArray()[0]!["months"]!.AsArray().Should().ContainSingle();
        foreach (var output in model["outputs"]!.AsArray()) ((string)output!["output"]!["definition"]!).Should().NotBeEmpty();

        using var csv = new HttpRequestMessage(HttpMethod.Get, $"/api/reports/logic-model?{Period}") { Headers = { { "Accept", "text/csv" } } };
        using var table = await clinician.Client.SendAsync(csv, Stop);
        (await table.Content.ReadAsStringAsync(Stop)).Should().Contain("people-into-employment,People progressing to employment,person,all,1,");
    }

    [Fact]
    public async Task A_commissioner_reads_whole_months_of_which_small_numbers_are_hidden_and_bad_questions_are_refused()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await People.SentAsync(broker.As("clinician"), Personas.ConnectToWork);
        await broker.PassUntilAsync(new(2026, 2, 2));
        await broker.CaughtUpAsync();
        var commissioner = broker.As("commissioner");
        var model = await commissioner.GetAsync("/api/reports/logic-model?from=2026-01-01&to=2026-02-01");
        ((string)model["outputs"]!.AsArray()[1]!["count"]!["shown"]!).Should().Be("[c]");
        ((string)model["asAt"]!).Should().Be("2026-01-31");
        foreach (var (query, code) in new[]
        {
            ("from=2026-01-02&to=2026-02-01", "report.whole-months"), ("from=2026-01-01&to=2026-01-01", "report.empty-period"), ("from=2026-01-01&to=2026-02-01&by=week", "code.unknown"),
            ("from=2026-01-01&to=2026-02-01&asAt=2026-01-30", "report.month-ends"), ("to=2026-02-01", "date.invalid"), ("from=2026-01-01&to=2026-02-01&asAt=2026-02-28", "report.day-not-closed"),
        })
            await RefusedAsync(commissioner, $"/api/reports/logic-model?{query}", code);
        await RefusedAsync(commissioner, "/api/reports/funnel?from=2026-01-01&to=2026-02-01&journey=lottery", "code.unknown");
        using var forbidden = await broker.As("operator").Client.GetAsync("/api/reports/logic-model?from=2026-01-01&to=2026-02-01", Stop);
        ((int)forbidden.StatusCode).Should().Be(403);
    }

    [Fact]
    public async Task A_commissioner_who_asks_for_other_months_is_answered_for_the_period_that_holds_them_and_told_so()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.PassUntilAsync(new(2026, 2, 2));
        await broker.CaughtUpAsync();
        var commissioner = broker.As("commissioner");
        foreach (var report in (string[])["funnel", "waits", "conversion", "reasons", "overdue", "equity", "outcomes", "logic-model", "funnel/parts"])
        {
            var widened = await commissioner.GetAsync($"/api/reports/{report}?from=2025-12-01&to=2026-02-01");
            ((string)widened["from"]!, (string)widened["to"]!).Should().Be(("2025-04-01", "2026-04-01"), report);
            widened["notes"]!.AsArray().Select(n => (string)n!).Should().ContainSingle(n => n.StartsWith("This is for 1 April 2025 to 31 March 2026, which holds the period asked for, 1 December 2025 to 31 January 2026."), report);
            var exact = await commissioner.GetAsync($"/api/reports/{report}?from=2025-04-01&to=2026-04-01");
            ((string)exact["from"]!, (string)exact["to"]!).Should().Be(("2025-04-01", "2026-04-01"), report);
            exact["notes"]!.AsArray().Select(n => (string)n!).Should().NotContain(n => n.Contains("asked for"), report);
        }
        var months = await commissioner.GetAsync("/api/reports/trend?from=2025-12-01&to=2026-02-01");
        ((string)months["from"]!).Should().Be("2025-12-01", "it tells of each month by itself");
        await RefusedAsync(commissioner, "/api/reports/funnel?from=2048-01-01&to=2050-01-01", "report.period");
        var own = await broker.As("clinician").GetAsync("/api/reports/funnel?from=2025-12-09&to=2026-01-20");
        ((string)own["from"]!, (string)own["to"]!).Should().Be(("2025-12-09", "2026-01-20"), "a practice's own figures are in full");
    }

    private static async Task RefusedAsync(Caller caller, string path, string code)
    {
        using var response = await caller.Client.GetAsync(path, Stop);
        ((int)response.StatusCode).Should().Be(400, path);
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!["code"]!).Should().Be(code, path);
    }

    private static JsonNode Stage(JsonNode funnel, string code) => funnel["rows"]![0]!["stages"]!.AsArray().Single(s => (string)s!["stage"]! == code)!;

    private static IEnumerable<string> Stages(JsonNode funnel) => funnel["rows"]![0]!["stages"]!.AsArray()
        .Where(s => (string)s!["unit"]! == "root-referral").Select(s => $"{(string)s!["stage"]!} {(string)s["count"]!["shown"]!}");
}
