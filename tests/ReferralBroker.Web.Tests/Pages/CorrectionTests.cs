using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>What was recorded wrong is put right on its page, and both stand on the timeline.</summary>
public sealed class CorrectionTests(TestCluster cluster)
{
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;
    private static readonly Actor Clinician = Personas.All.Single(p => p.Code == "clinician").Actor;

    [Fact]
    public async Task A_service_corrects_a_contact_and_a_job_and_only_what_it_recorded_is_offered()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (id, address) = await InWorkAsync(broker);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync(address);
        await worker.ClickAsync("Correct what was recorded");
        worker.Page.QuerySelectorAll("main li a").Select(Visitor.Text).Should().Equal("Contact on 5 January 2026, Telephone, reached", "Job started on 5 January 2026, 16 hours a week");
        await worker.ClickAsync("Job started on");
        worker.Fill("Hours a week", "many");
        await worker.PressAsync("Put it right");
        worker.Errors().Should().Equal("Enter hours a week, such as 16");
        worker.Fill("Hours a week", "20.5");
        worker.Fill("Why was it wrong? (optional)", "Misread the contract");
        await worker.PressAsync("Put it right", twice: true);
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("It is put right.");
        var view = await broker.As("provider").GetAsync($"/api/referrals/{id}");
        view["jobs"]!.AsArray().Single()!["hoursPerWeek"]!.GetValue<decimal>().Should().Be(20.5m);
        view["timeline"]!.AsArray().Count(e => e!["event"]!.GetValue<string>() == "referral.corrected.v1").Should().Be(1, "pressed twice, it was corrected once");

        await worker.ClickAsync("Correct what was recorded");
        await worker.ClickAsync("Contact on");
        worker.Fill("Day", "31");
        worker.Fill("Month", "2");
        await worker.PressAsync("Put it right");
        worker.Errors().Should().Equal("Enter a real date, such as 3 5 2026");
        worker.Fill("Day", "5");
        worker.Fill("Month", "1");
        worker.Choose("Video call");
        await worker.PressAsync("Put it right");
        await worker.ClickAsync("Correct what was recorded");
        worker.Page.QuerySelectorAll("main li a").Select(Visitor.Text).Should().Contain("Contact on 5 January 2026, Video call, reached");
        await worker.GoAsync(address);
        worker.Page.QuerySelectorAll(".app-timeline s").Select(Visitor.Text).Should().Equal("Started a job", "In contact with the person");
    }

    [Fact]
    public async Task A_referrer_corrects_what_help_was_asked_for_and_nothing_of_the_service_s()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (id, address) = await InWorkAsync(broker);
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync($"{address}/correct");
        clinician.Page.QuerySelectorAll("main li a").Select(Visitor.Text).Should().Equal("Wants help with: Finding work");
        await clinician.ClickAsync("Wants help with");
        clinician.Choose("Keeping the job they have");
        await clinician.PressAsync("Put it right");
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["need"]!.GetValue<string>().Should().Be("keep-work");

        var job = (await broker.As("provider").GetAsync($"/api/referrals/{id}"))["jobs"]!.AsArray().Single()!["id"]!.GetValue<string>();
        await clinician.GoAsync($"{address}/correct?what=job.{job}");
        clinician.Page.QuerySelectorAll("main form").Should().BeEmpty("the job is the service's to correct");
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_said_and_what_was_typed_is_kept()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (id, address) = await InWorkAsync(broker);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync($"{address}/correct");
        await worker.ClickAsync("Job started on");
        worker.Fill("Hours a week", "30");
        await broker.As("provider").DoAsync($"/api/referrals/{id}/assign", new { worker = "lee" });
        await worker.PressAsync("Put it right");
        worker.Status.Should().Be(412);
        worker.Errors().Single().Should().StartWith("Somebody else changed this while you were writing.");
        worker.Page.QuerySelector("#Hours")!.GetAttribute("value").Should().Be("30");
        await worker.PressAsync("Put it right");
        (await broker.As("provider").GetAsync($"/api/referrals/{id}"))["jobs"]!.AsArray().Single()!["hoursPerWeek"]!.GetValue<decimal>().Should().Be(30);
    }

    private static async Task<(string Id, string Address)> InWorkAsync(BrokerHost broker)
    {
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        foreach (var (verb, body) in new (string, object)[] { ("accept", new { }), ("record-contact", new { medium = "telephone", reached = true }), ("start-profile", new { }), ("start-job", new { startedOn = "2026-01-05", hoursPerWeek = 16 }) })
            await broker.As("provider").DoAsync($"/api/referrals/{id}/{verb}", body);
        return (id, $"/referrals/{(await broker.As("provider").GetAsync($"/api/referrals/{id}"))["reference"]!.GetValue<string>()}");
    }
}
