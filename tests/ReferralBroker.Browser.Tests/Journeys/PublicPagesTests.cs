using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>What anybody sees who is not logged in.</summary>
public sealed class PublicPagesTests(TestBrowser browser, BrokerOfClass broker, ITestOutputHelper output) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_comes_by_can_read_what_this_is(bool withScripts)
    {
        output.WriteLine(browser.Name);
        await using var visitor = await Desk.OpenAsync(browser, broker.Host, "public", withScripts);
        await visitor.LookAsync("start");
        foreach (var link in new[] { "Help", "Accessibility", "Cookies" })
        {
            await visitor.ClickAsync(link);
            await visitor.LookAsync(link.ToLowerInvariant());
        }
        await visitor.GoAsync("/nowhere");
        await visitor.LookAsync("not-found");
    }
}
