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
        await PassAsync(worker, "00:20", 28);
        await Assertions.Expect(Dialog(worker)).ToContainTextAsync("You will be logged out soon");
        await worker.LookAsync("soon");
        await worker.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();
        // The server knows that they stayed: it is more than half an hour since they opened the page.
        Pass(5);
        await worker.GoAsync("/provider/worklist");
        (await worker.HeadingAsync()).Should().Be("Worklist");

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
        await worker.ShownAsync(() => PassAsync(worker, "30:10", 31));
        (await worker.HeadingAsync()).Should().Be("You have logged out");
        await worker.GoAsync("/provider/worklist");
        (await worker.HeadingAsync()).Should().NotBe("Worklist");
    }

    [Fact]
    public async Task A_file_that_was_fetched_meanwhile_keeps_them_logged_in()
    {
        await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-file", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync("/provider/worklist");
        Pass(20);
        await worker.DownloadAsync("Download");
        await PassAsync(worker, "30:10", 10);
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();
        worker.Address.Should().Be("/provider/worklist", "the server knows of ten minutes more at least");
    }

    [Fact]
    public async Task What_was_filled_in_is_covered_and_sent_after_logging_in_again()
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-over", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync($"{referral.Address}/request-information");
        await worker.FillAsync(Question, "Can they drive?");
        await PassAsync(worker, "30:10", 31);
        await CoveredAsync(worker);
        await worker.LookAsync("over");
        for (var press = 0; press < 4; press++)
        {
            await worker.Page.Keyboard.PressAsync("Escape");
            await CoveredAsync(worker);
        }
        await worker.Page.EmulateMediaAsync(new() { Media = Media.Print });
        (await worker.Page.Locator("main").IsVisibleAsync()).Should().BeFalse("printed it says no more");
        await worker.Page.EmulateMediaAsync(new() { Media = Media.Null });
        await Dialog(worker).GetByRole(AriaRole.Button, new() { Name = "I have logged in again" }).ClickAsync();
        await CoveredAsync(worker);

        var tab = await LogInAgainAsync(worker, "provider");
        await Assertions.Expect(tab.Locator("h1")).ToHaveTextAsync("Worklist", new() { Timeout = (float)Waiting.AtMost.TotalMilliseconds });
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();
        await worker.PressAsync("Send question");
        (await worker.MainAsync()).Should().Contain("Your question was sent.").And.Contain("Can they drive?");
    }

    [Fact]
    public async Task Somebody_else_who_logs_in_at_the_same_browser_uncovers_nothing()
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-else", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync($"{referral.Address}/request-information");
        await worker.FillAsync(Question, "Can they drive?");
        await PassAsync(worker, "30:10", 31);
        await CoveredAsync(worker);
        var tab = await LogInAgainAsync(worker, "clinician");
        await Assertions.Expect(tab.Locator("h1")).ToHaveTextAsync("Our referrals", new() { Timeout = (float)Waiting.AtMost.TotalMilliseconds });
        await CoveredAsync(worker);
        await Dialog(worker).GetByRole(AriaRole.Button, new() { Name = "I have logged in again" }).ClickAsync();
        await CoveredAsync(worker);
    }

    [Fact]
    public async Task Where_the_server_cannot_be_asked_it_is_said_and_nothing_is_lost()
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "session-offline", withScripts: true);
        await worker.Page.Clock.InstallAsync();
        await worker.GoAsync(referral.Address);
        await worker.Page.Clock.RunForAsync("28:10");
        await worker.Page.Context.SetOfflineAsync(true);
        await Dialog(worker).GetByRole(AriaRole.Button, new() { Name = "Stay on this page" }).ClickAsync();
        await Assertions.Expect(Dialog(worker)).ToContainTextAsync("We could not be reached.");
        await worker.Page.Context.SetOfflineAsync(false);
        await Dialog(worker).GetByRole(AriaRole.Button, new() { Name = "Stay on this page" }).ClickAsync();
        await Assertions.Expect(Dialog(worker)).ToBeHiddenAsync();
    }

    private static async Task CoveredAsync(Desk desk)
    {
        await Assertions.Expect(Dialog(desk)).ToContainTextAsync("You were away for too long");
        await Assertions.Expect(desk.Page.Locator("main")).ToBeHiddenAsync();
    }

    private static async Task<IPage> LogInAgainAsync(Desk desk, string persona)
    {
        var tab = await desk.Page.Context.RunAndWaitForPageAsync(() => desk.Page.GetByText("Log in again (opens").ClickAsync());
        await tab.WaitForLoadStateAsync();
        await tab.Locator($"form[action='/demo/as/{persona}'] button").ClickAsync();
        return tab;
    }

    /// <summary>The server's clock goes on, and then the browser's.</summary>
    private async Task PassAsync(Desk desk, string time, int minutes)
    {
        Pass(minutes);
        await desk.Page.Clock.RunForAsync(time);
    }

    private void Pass(int minutes) => broker.Host.Time.MoveTo(broker.Host.Time.GetUtcNow().AddMinutes(minutes));

    private static ILocator Dialog(Desk desk) => desk.Page.Locator("#session-end");
}
