using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>Somebody is called away: they are told in time that they will be logged out, and what they left is covered afterwards. The browser's clock is moved, not waited for.</summary>
public sealed class SessionEndTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    private const string Question = "What do you need to know?";

    [Fact]
    public async Task They_can_stay_when_they_are_told_and_a_step_in_another_tab_counts()
    {
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-stay", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync("/provider/worklist");
        await worker.Page.Clock.RunForAsync("27:50");
        (await Dialog(worker).IsVisibleAsync()).Should().BeFalse();
        await worker.Page.Clock.RunForAsync("00:20");
        await Assertions.Expect(Dialog(worker)).ToContainTextAsync("You will be logged out soon");
        await worker.LookAsync("soon");
        await worker.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();

        await worker.Page.Clock.RunForAsync("28:10");
        await Assertions.Expect(Dialog(worker)).ToBeVisibleAsync();
        var other = await worker.OpenTabAsync();
        await other.GoAsync("/provider/worklist");
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Where_nothing_was_filled_in_the_page_is_left()
    {
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-left", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync("/provider/worklist");
        await worker.ShownAsync(() => worker.Page.Clock.RunForAsync("30:10"));
        (await worker.HeadingAsync()).Should().Be("You have logged out");
    }

    [Fact]
    public async Task What_was_filled_in_is_covered_and_can_be_sent_after_logging_in_again()
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-over", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync($"{referral.Address}/request-information");
        await worker.FillAsync(Question, "Can they drive?");
        broker.Host.Time.MoveTo(broker.Host.Time.GetUtcNow().AddMinutes(31));
        await worker.Page.Clock.RunForAsync("30:10");
        await Assertions.Expect(Dialog(worker)).ToContainTextAsync("You were logged out");
        await worker.LookAsync("over");
        await Dialog(worker).GetByRole(AriaRole.Button, new() { Name = "I have logged in again" }).ClickAsync();
        await Assertions.Expect(Dialog(worker)).ToContainTextAsync("You were logged out");
        await worker.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Dialog(worker)).ToContainTextAsync("You were logged out");

        var tab = await worker.Page.Context.RunAndWaitForPageAsync(() => worker.Page.GetByText("Log in again").ClickAsync());
        await tab.WaitForLoadStateAsync();
        await tab.Locator("form[action='/demo/as/provider'] button").ClickAsync();
        await Assertions.Expect(tab.Locator("h1")).ToHaveTextAsync("Worklist", new() { Timeout = (float)Waiting.AtMost.TotalMilliseconds });
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();
        (await worker.Page.GetByLabel(Question).InputValueAsync()).Should().Be("Can they drive?");
    }

    private static ILocator Dialog(Desk desk) => desk.Page.Locator("#session-end");
}
