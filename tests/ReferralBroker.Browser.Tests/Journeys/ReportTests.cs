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
        await reader.SelectAsync("Compared by", "Ward");
        await reader.PressAsync("Update results");
        await reader.LookAsync("rates");
        await reader.ClickAsync("Reasons");
        await reader.SelectAsync("Broken down by", "Practice or team");
        await reader.PressAsync("Update results");
        await reader.LookAsync("reasons");
        await reader.ClickAsync("The plan");
        await reader.LookAsync("plan");
        await reader.PrintAsync("plan");
    }
}
