using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>Reports as pages: complete without scripts, the same figures as the API's, and what is asked for stands in the address.</summary>
public sealed class ReportPageTests(TestCluster cluster)
{
    private static readonly string[] Addresses = ["/reports", "/reports/waits", "/reports/conversion", "/reports/reasons", "/reports/overdue", "/reports/overdue?by=service", "/reports/equity", "/reports/equity?by=ward", "/reports/equity?by=ethnic-group&by=sex", "/reports/trend", "/reports/outcomes?by=service", "/reports/plan"];

    [Theory]
    [InlineData("commissioner")]
    [InlineData("provider")]
    [InlineData("clinician")]
    public async Task Every_report_is_shown_with_its_notes_its_position_and_the_same_table_as_a_file(string persona)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await SentAsync(broker);
        using var reader = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == persona).Actor);
        await reader.GoAsync("/");
        await reader.ClickAsync("Reports");
        foreach (var address in Addresses)
        {
            await reader.GoAsync(address);
            reader.Status.Should().Be(200, address);
            reader.Heading.Should().EndWith("?", "a heading is a question");
            var main = Visitor.Text(reader.Page.QuerySelector("main")!);
            main.Should().Contain(persona == "commissioner" ? "[c] means fewer than 10, none included." : "neither hidden nor rounded", address).And.Contain("of the log: asked again");
            reader.Page.QuerySelectorAll("main table").Should().NotBeEmpty(address);
            reader.Page.QuerySelectorAll(".app-views__item--current").Should().ContainSingle(address);
            var file = reader.Page.QuerySelectorAll("main a").Single(a => Visitor.Text(a) == "Download this table (CSV)").GetAttribute("href")!;
            using var client = await broker.LoggedInAsync(Personas.All.Single(p => p.Code == persona).Actor);
            using var answer = await client.GetAsync(file, TestContext.Current.CancellationToken);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("text/csv", address);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("log_position");
        }
    }

    [Fact]
    public async Task A_practice_reads_the_same_figures_on_the_page_as_from_the_API_and_its_own_alone()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await SentAsync(broker);
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        const string period = "from=2026-01-01&to=2026-02-01";
        await clinician.GoAsync($"/reports?{period}&by=need");
        var funnel = await broker.As("clinician").GetAsync($"/api/reports/funnel?{period}&by=need");
        foreach (var (row, line) in funnel["rows"]!.AsArray().Zip(clinician.Page.QuerySelectorAll("main table tbody tr")))
        {
            Visitor.Text(line.QuerySelector("th")!).Should().Be((string)row!["label"]!);
            var sent = (string)row["stages"]!.AsArray().Single(s => (string)s!["stage"]! == "sent")!["count"]!["shown"]!;
            line.QuerySelectorAll("td").Select(cell => Visitor.Text(cell).Split(' ')[0]).Should().Contain(sent);
        }
        await clinician.GoAsync($"/reports/reasons?{period}&by=service");
        Visitor.Text(clinician.Page.QuerySelector("main table")!).Should().Contain("IPS in Primary Care (synthetic)").And.Contain("No places");
        var reasons = await broker.As("clinician").GetAsync($"/api/reports/reasons?{period}");
        reasons["rows"]![0]!["reasons"]!.AsArray().Single(r => (string)r!["reason"]! == "no-capacity")!["count"]!["value"]!.GetValue<long>().Should().Be(1);
        using var other = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "hub").Actor);
        await other.GoAsync($"/reports?{period}");
        other.Page.QuerySelectorAll("main table td").Select(cell => Visitor.Text(cell).Split(' ')[0]).Should().NotContain("2", "nothing was sent to the hub");
    }

    [Theory]
    [InlineData("/reports?from=2026-01-05&to=2026-02-01", 400)] // a commissioner asks by whole months
    [InlineData("/reports?by=nonsense", 400)]
    [InlineData("/reports?by=ward&ethnicGroup=asian&sex=1", 400)] // three dimensions at a time
    [InlineData("/reports/conversion?start=sent&end=sent", 400)]
    [InlineData("/reports/conversion?start=offered&end=accepted", 400)] // one of a conversation and one of a referral
    [InlineData("/reports/reasons?loss=offer-declined&by=service", 400)]
    [InlineData("/reports/waits?by=ward,sex", 400)]
    [InlineData("/reports?basis=nonsense", 400)]
    [InlineData("/reports/trend?stage=nonsense", 400)]
    [InlineData("/reports/trend?by=ward", 400)]
    [InlineData("/reports/outcomes?by=month", 400)]
    [InlineData("/reports?asAt=2199-01-31", 400)]
    [InlineData("/reports?by=ward&by=sex&journey=ips", 200)]
    [InlineData("/reports/waits?by=ethnic-group&journey=ips", 200)]
    public async Task What_cannot_be_asked_is_said(string address, int status)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using (var early = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "commissioner").Actor))
        {
            await early.GoAsync("/reports");
            early.Heading.Should().Be("That month is not over yet");
        }
        await broker.PassUntilAsync(new(2026, 2, 3));
        await broker.CaughtUpAsync();
        using var reader = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "commissioner").Actor);
        await reader.GoAsync(address);
        reader.Status.Should().Be(status);
        if (status == 400) Visitor.Text(reader.Page.QuerySelector("main")!).Length.Should().BeGreaterThan(60, "it says why");
    }

    [Fact]
    public async Task A_number_opens_to_what_was_counted_for_a_practice_and_to_its_parts_alone_for_a_commissioner()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await SentAsync(broker);
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync("/reports?from=2026-01-01&to=2026-02-01&journey=ips");
        clinician.Page.QuerySelectorAll("main th a").Select(a => a.GetAttribute("href")).Should().Contain(["/reports/reasons?loss=declined&basis=cohort&journey=ips&from=2026-01-01&to=2026-02-01", "/reports/overdue?journey=ips&from=2026-01-01&to=2026-02-01"]);
        await clinician.ClickAsync("2 (Referrals sent): what it is made of");
        clinician.Heading.Should().Be("What is this number made of?");
        var links = clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']");
        links.Should().HaveCount(2);
        await clinician.ClickAsync(Visitor.Text(links[0]));
        clinician.Status.Should().Be(200, "it is the practice's own referral");

        // A rate's two numbers open to the same.
        await clinician.GoAsync("/reports/conversion?from=2026-01-01&to=2026-02-01&by=service&start=sent&end=declined");
        await clinician.ClickAsync("1 (IPS in Primary Care (synthetic), Declined): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().ContainSingle();
        await clinician.GoAsync("/reports/conversion?from=2026-01-01&to=2026-02-01&start=declined&end=sent");
        clinician.Page.QuerySelectorAll("main a.app-opens").Should().ContainSingle("those who reached the second stage are not all of them among those who reached the first");

        // So do the numbers of reports that look at each referral by itself, also those of a row and of a part.
        await clinician.GoAsync("/reports/waits?from=2026-01-01&to=2026-02-01&by=service");
        await clinician.ClickAsync("2 (All, referrals): what it is made of");
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("self-referrals are left out").And.Contain("Sent on");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().HaveCount(2);
        await clinician.ClickAsync("2 (Jan 2026): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().HaveCount(2);
        clinician.Page.QuerySelector(".nhsuk-back-link")!.GetAttribute("href").Should().StartWith("/reports/waits?");
        await clinician.GoAsync("/reports/reasons?from=2026-01-01&to=2026-02-01&loss=declined");
        await clinician.ClickAsync("1 (all): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().ContainSingle();
        await clinician.GoAsync("/reports/overdue?from=2026-01-01&to=2026-02-01");
        await clinician.ClickAsync("2 (All, sent): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().HaveCount(2);
        await clinician.GoAsync("/reports/outcomes?from=2026-01-01&to=2026-02-01");
        await clinician.ClickAsync("2 (New referrals to IPS): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().HaveCount(2);
        await clinician.GoAsync("/reports/outcomes?from=2026-01-01&to=2026-02-01");
        Visitor.Text(clinician.Page.QuerySelectorAll("main tr").Single(r => r.QuerySelector("th")!.TextContent.Trim() == "Employment status recorded").QuerySelector("td")!)
            .Should().MatchRegex(@"^0%: 0 of 2 ", "a rate stands with what it is of");
        await clinician.ClickAsync("2 (Employment status recorded: of how many): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().HaveCount(2);
        clinician.Page.QuerySelector(".nhsuk-back-link")!.GetAttribute("href").Should().StartWith("/reports/outcomes?");
        await clinician.GoAsync("/reports/equity?from=2026-01-01&to=2026-02-01&by=sex");
        await clinician.ClickAsync("2 (All, Referrals sent): what it is made of");
        clinician.Page.QuerySelectorAll("main table a[href^='/referrals/']").Should().HaveCount(2);
        clinician.Page.QuerySelector(".nhsuk-back-link")!.GetAttribute("href").Should().StartWith("/reports/equity?");
        await clinician.GoAsync("/reports/parts?of=nothing&from=2026-01-01&to=2026-02-01");
        clinician.Status.Should().Be(400);

        using var commissioner = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "commissioner").Actor);
        await commissioner.GoAsync("/reports?from=2026-01-01&to=2026-02-01&journey=ips");
        commissioner.Page.QuerySelectorAll("main a.app-opens").Should().BeEmpty("what is hidden or none is not opened");
        await commissioner.GoAsync("/reports/parts?from=2026-01-01&to=2026-02-01&journey=ips&stage=sent");
        commissioner.Page.QuerySelectorAll("main a[href^='/referrals/']").Should().BeEmpty();
        Visitor.Text(commissioner.Page.QuerySelector("main")!).Should().Contain("Who was counted is not shown to you").And.Contain("[c]");
        var answer = await broker.As("commissioner").GetAsync("/api/reports/funnel/parts?from=2026-01-01&to=2026-02-01&journey=ips&stage=sent");
        answer["records"].Should().BeNull();
        (await broker.As("commissioner").GetAsync("/api/reports/waits/parts?from=2026-01-01&to=2026-02-01&number=referrals"))["records"].Should().BeNull();
        (await broker.As("clinician").GetAsync("/api/reports/outcomes/parts?from=2026-01-01&to=2026-02-01&number=of-mhsds-status-known"))["records"]!.AsArray().Should().HaveCount(2);
        (await broker.As("clinician").GetAsync("/api/reports/funnel/parts?from=2026-01-01&to=2026-02-01&journey=ips&stage=sent"))["records"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_commissioner_chooses_a_period_as_a_whole_and_a_practice_its_months()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.PassUntilAsync(new(2026, 2, 3));
        await broker.CaughtUpAsync();
        using var commissioner = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "commissioner").Actor);
        await commissioner.GoAsync("/reports/waits");
        Visitor.Text(commissioner.Page.QuerySelector("main")!).Should().Contain("1 April 2025 to 31 March 2026");
        commissioner.Page.QuerySelector("main select#from").Should().BeNull();
        Chosen(commissioner).Should().Be("The year from April, so far");
        commissioner.Page.QuerySelectorAll("main select#period option").Select(Visitor.Text).Should().Contain(["April 2025 to March 2026, so far", "October to December 2025", "January 2026", "February 2026, so far"]);
        await commissioner.GoAsync("/reports/waits?period=2025-10-01_2026-01-01");
        Chosen(commissioner).Should().Be("October to December 2025");
        Visitor.Text(commissioner.Page.QuerySelector("main")!).Should().Contain("1 October 2025 to 31 December 2025");
        await commissioner.ClickAsync("Reasons");
        Chosen(commissioner).Should().Be("October to December 2025", "it goes on to the next question");
        await commissioner.GoAsync("/reports?from=2019-04-01&to=2020-04-01");
        Chosen(commissioner).Should().Be("1 April 2019 to 31 March 2020", "what an address asks for stands in the list");
        commissioner.Page.QuerySelector("main .nhsuk-inset-text").Should().BeNull();
        await commissioner.GoAsync("/reports?from=2025-12-01&to=2026-02-01");
        Visitor.Text(commissioner.Page.QuerySelector("main .nhsuk-inset-text")!).Should().Contain("longer period than the one you asked for");
        Chosen(commissioner).Should().Be("April 2025 to March 2026, so far");
        await commissioner.GoAsync("/reports/trend");
        commissioner.Page.QuerySelector("main select#period").Should().BeNull("months are told of one by one");
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync("/reports");
        clinician.Page.QuerySelector("main select#from").Should().NotBeNull();

        static string Chosen(Visitor reader) => Visitor.Text(reader.Page.QuerySelector("main select#period option[selected]") ?? reader.Page.QuerySelector("main select#period option")!);
    }

    private static async Task SentAsync(BrokerHost broker)
    {
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        var declined = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await broker.As("provider").DoAsync($"/api/referrals/{declined}/decline", new { by = "service", reason = "no-capacity" });
        await broker.PassUntilAsync(new(2026, 2, 3));
        await broker.CaughtUpAsync();
    }
}
