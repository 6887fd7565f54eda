using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A commissioner and a service read reports.</summary>
public sealed class ReportTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData("commissioner", true)]
    [InlineData("commissioner", false)]
    [InlineData("provider", true)]
    public async Task Reports_are_read_and_narrowed(string persona, bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await broker.Host.As("provider").DoAsync($"/api/referrals/{referral.Id}/decline", new { by = "service", reason = "no-capacity" });
        await Given.ReferralAsync(broker.Host, Personas.IpsInPrimaryCare);
        await broker.Host.PassAsync(40);
        await broker.Host.CaughtUpAsync();
        await using var reader = await Desk.OpenAsAsync(browser, broker.Host, persona, $"reports-{persona}", withScripts);
        await reader.GoAsync("/reports");
        await reader.LookAsync("funnel");
        await reader.SelectAsync("Broken down by", "Ethnic group");
        await reader.SelectAsync("And by", "Age");
        await reader.PressAsync("Update results");
        reader.Address.Should().Contain("by=ethnic-group").And.Contain("by=age-band");
        await reader.LookAsync("crossed");
        await reader.ClickAsync("Waits");
        await reader.LookAsync("waits");
        await reader.ClickAsync("Comparing rates");
        await reader.SelectAsync("Broken down by", "Ward");
        await reader.PressAsync("Update results");
        await reader.LookAsync("rates");
        await reader.ClickAsync("Reasons");
        await reader.SelectAsync("Broken down by", "Practice or team");
        await reader.PressAsync("Update results");
        await reader.LookAsync("reasons");
        await reader.ClickAsync("Overdue");
        await reader.LookAsync("overdue");
        await reader.ClickAsync("Who is reached");
        await reader.LookAsync("who-is-reached");
        await reader.SelectAsync("Broken down by", "Ward");
        await reader.PressAsync("Update results");
        await reader.LookAsync("map");
        await reader.PrintAsync("map");
        await reader.ClickAsync("Month by month");
        await reader.LookAsync("month-by-month");
        await reader.ClickAsync("Outcomes");
        await reader.LookAsync("outcomes");
        await reader.GoAsync("/reports/parts?from=2026-01-01&to=2026-02-01&stage=sent");
        await reader.LookAsync("parts");
        await reader.GoAsync("/reports/plan");
        await reader.LookAsync("plan");
        await reader.PrintAsync("plan");
        if (persona != "commissioner") return;
        await reader.ClickAsync("Publish this report");
        await reader.LookAsync("publish");
        await reader.FillAsync("Title", "The plan's outputs");
        await reader.PressAsync("Publish");
        await reader.LookAsync("published");
        await reader.ClickAsync("Make it again and compare");
        await reader.LookAsync("made-again");
        await reader.ClickAsync("Compare with what is known now");
        await reader.LookAsync("known-now");
        await reader.GoAsync("/reports/published");
        await reader.LookAsync("list-of-published");
    }
}
