using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Tests.Pages;

namespace ReferralBroker.Web.Tests;

/// <summary>A report is published, made again bit for bit, set beside what is known later, and an erasure that keeps it from being made again is named.</summary>
public sealed class PublicationTests(TestCluster cluster)
{
    private const string Question = "from=2026-01-01&to=2026-02-01&by=sex&basis=activity";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_report_stays_as_it_was_and_is_made_again_bit_for_bit_until_somebody_it_counted_is_erased()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var commissioner = broker.As("commissioner");
        var people = new List<(string Person, string Referral)>();
        for (var i = 0; i < 10; i++) people.Add(await SentAsync(clinician));
        await broker.PassUntilAsync(new(2026, 2, 3));
        await broker.CaughtUpAsync();

        // Sent twice it is published once.
        var key = Guid.NewGuid().ToString();
        var published = await commissioner.DoAsync($"/api/reports/funnel/publish?{Question}", new { title = "Referrals in January" }, key);
        await commissioner.DoAsync($"/api/reports/funnel/publish?{Question}", new { title = "Referrals in January" }, key);
        await broker.CaughtUpAsync();
        (await broker.As("clinician").GetAsync("/api/reports/publications"))["items"]!.AsArray().Should().ContainSingle();
        var id = People.Id(published);
        var text = await TextAsync(broker.As("provider"), id);
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))).Should().Be((string)published["hash"]!, "the file is what was published");
        text.Should().Contain("sex,Female,root-referral,sent,Referrals sent,10,", "they are ten").And.Contain(",2026-01-31,").And.Contain(",tens,");
        ((string)published["query"]!).Should().Be("?from=2026-01-01&to=2026-02-01&asAt=2026-01-31&basis=activity&by=sex");
        published["definitions"]!.AsArray().Select(d => (string)d!["code"]!).Should().Contain(["sent", "job-start"]);
        (await OutcomeAsync(commissioner, id)).Should().Be("reproduced");
        (await VerifiedAsync(broker, 0)).Should().Contain("1 published reports made again; 1 of them are the same bit for bit");

        // What is recorded late changes what is known now, and not what was published.
        for (var i = 0; i < 10; i++) people.Add(await SentAsync(clinician));
        foreach (var (_, referral) in people) await broker.As("provider").DoAsync($"/api/referrals/{referral}/accept", new { occurredOn = "2026-02-03" });
        await broker.PassUntilAsync(new(2026, 3, 2));
        await broker.CaughtUpAsync();
        (await OutcomeAsync(commissioner, id)).Should().Be("reproduced");
        var changes = await commissioner.GetAsync($"/api/reports/publications/{id}/changes");
        ((string)changes["asAt"]!).Should().Be("2026-02-28");
        changes["lines"]!.AsArray().Select(l => l!["key"]!.ToJsonString()).Should().NotBeEmpty().And.NotContain(key => !key.Contains("overdue"), "of January only this was learned since: what nobody did by its day");

        // Somebody it counted is erased: what they were counted by is gone, and it is said so.
        await broker.As("provider").DoAsync($"/api/referrals/{people[0].Referral}/close", new { reason = "person-asked-to-stop", outcome = "unknown" });
        var erased = await BrokerProcess.RunAsync(broker, broker.Database, "erase", people[0].Person, "--ground", "person-asked", "--by", "the-lead");
        erased.Code.Should().Be(0, erased.Output + erased.Error);
        await broker.CaughtUpAsync();
        var check = await commissioner.GetAsync($"/api/reports/publications/{id}/verification");
        ((string)check["outcome"]!).Should().Be("people-erased");
        check["erasures"]!.AsArray().Should().ContainSingle();
        check["changes"]!.AsArray().Should().Contain(c => c!["key"]!.ToJsonString().Contains("Female", StringComparison.Ordinal) && c["figures"]![0]!["before"]!.ToString() == "10" && c["figures"]![0]!["after"]!.ToString() == "[c]", "nine are left");
        (await TextAsync(commissioner, id)).Should().Be(text, "what was published stays");
        (await VerifiedAsync(broker, 0)).Should().Contain("people it counted were erased since, at positions").And.Contain("0 of them are the same");
    }

    [Fact]
    public async Task Only_a_commissioner_publishes_and_only_under_a_title_and_what_is_withdrawn_stays_to_be_read()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.PassUntilAsync(new(2026, 2, 3));
        await broker.CaughtUpAsync();
        var commissioner = broker.As("commissioner");
        await broker.As("clinician").RefusedAsync($"/api/reports/funnel/publish?{Question}", new { title = "Ours" }, 403, "role.not-allowed");
        await commissioner.RefusedAsync($"/api/reports/funnel/publish?{Question}", new { title = " " }, 422, "value.missing");
        await commissioner.RefusedAsync($"/api/reports/funnel/publish?{Question}&asAt=2026-02-28", new { title = "Ahead" }, 400, "report.day-not-closed");
        foreach (var report in new[] { "funnel", "waits", "conversion", "reasons", "overdue", "logic-model" })
        {
            var id = People.Id(await commissioner.DoAsync($"/api/reports/{report}/publish?from=2026-01-01&to=2026-02-01", new { title = $"Of {report}" }));
            (await OutcomeAsync(commissioner, id)).Should().Be("reproduced", report);
        }
        await broker.CaughtUpAsync();

        using var visitor = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "commissioner").Actor);
        await visitor.GoAsync("/reports/published");
        visitor.Heading.Should().Be("What has been published?");
        await visitor.ClickAsync("Of waits");
        visitor.Page.QuerySelectorAll("main table thead th").Select(Visitor.Text).Should().Contain(["Referrals", "Median days"], "a table of one line has its figures too");
        await visitor.PressAsync("Withdraw the report");
        visitor.Errors().Should().ContainSingle();
        visitor.Fill("Why is it withdrawn?", "The month was counted too early");
        await visitor.PressAsync("Withdraw the report");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("Withdrawn. The month was counted too early");
        using var reader = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await broker.CaughtUpAsync();
        await reader.GoAsync("/reports/published");
        Visitor.Text(reader.Page.QuerySelector("main")!).Should().Contain("Of waits (withdrawn)");
        await reader.ClickAsync("Of funnel");
        reader.Page.QuerySelectorAll("main form").Should().BeEmpty("a reader withdraws nothing");
        await reader.ClickAsync("Make it again and compare");
        Visitor.Text(reader.Page.QuerySelector("#check")!).Should().Contain("It is the same, bit for bit.");
        await reader.ClickAsync("Compare with what is known now");
        Visitor.Text(reader.Page.QuerySelector("#changes")!).Should().Contain("No figure has changed.");
    }

    [Fact]
    public async Task A_commissioner_publishes_what_they_look_at()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.PassUntilAsync(new(2026, 2, 3));
        await broker.CaughtUpAsync();
        using var visitor = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "commissioner").Actor);
        await visitor.GoAsync("/reports?from=2026-01-01&to=2026-02-01&by=ward&journey=ips");
        await visitor.ClickAsync("Publish this report");
        visitor.Heading.Should().Be("Publish this report");
        await visitor.PressAsync("Publish");
        visitor.Errors().Should().ContainSingle();
        visitor.Fill("Title", "By ward, January");
        await visitor.PressAsync("Publish");
        visitor.Heading.Should().Be("By ward, January");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("The report is published.").And.Contain("As known on 31 January 2026").And.Contain("Radford");
        visitor.Page.QuerySelector("main a[href*='journey=ips']").Should().NotBeNull("it can be asked again");
    }

    private static async Task<(string Person, string Referral)> SentAsync(Caller clinician)
    {
        var (person, agreement) = await People.AgreeingAsync(clinician);
        await clinician.DoAsync($"/api/people/{person}/record-demographics", new { demographics = new { sex = "2" } });
        return (person, People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare))));
    }

    private static async Task<string> OutcomeAsync(Caller caller, string id) => (string)(await caller.GetAsync($"/api/reports/publications/{id}/verification"))["outcome"]!;

    private static async Task<string> TextAsync(Caller caller, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/reports/publications/{id}") { Headers = { { "Accept", "text/csv" } } };
        using var answer = await caller.Client.SendAsync(request, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task<string> VerifiedAsync(BrokerHost broker, int exit)
    {
        var (code, output, error) = await BrokerProcess.RunAsync(broker, broker.Database, "verify");
        code.Should().Be(exit, output + error);
        return output;
    }
}
