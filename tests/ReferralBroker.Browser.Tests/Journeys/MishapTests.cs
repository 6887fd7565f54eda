using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>What happens to people in browsers: they press twice, go back, have two tabs open, are called away.</summary>
public sealed class MishapTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pressed_twice_it_is_sent_once_and_going_back_sends_nothing_again(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "twice", withScripts);
        await clinician.ClickAsync("Record a conversation");
        await clinician.FindAsync(person);
        await clinician.OfferHelpAsync();
        await clinician.ChooseServiceAsync();
        var form = clinician.Address;
        await clinician.PressTwiceAsync("Confirm and send");
        (await clinician.HeadingAsync()).Should().Be("Referral sent");
        (await ReferralsAsync(person)).Should().ContainSingle("pressed twice, it was sent once");

        await clinician.ShownAsync(() => clinician.Page.GoBackAsync());
        clinician.Address.Should().Be(form);
        await clinician.LookAsync("back");
        (await ReferralsAsync(person)).Should().ContainSingle("nothing is sent by going back");
        (await clinician.Page.Locator("input[name=Agreement]:checked").CountAsync()).Should().Be(0, "there is an answer more than before: a browser that restores the third of them restores another one");
        await clinician.ChooseServiceAsync();
        await clinician.PressAsync("Confirm and send");
        (await clinician.ErrorsAsync()).Should().Equal("This person has an open referral to this service already.");
        (await ReferralsAsync(person)).Should().ContainSingle();
        await clinician.LookAsync("sent-again");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pressed_again_because_nothing_seems_to_happen_it_is_sent_once(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "pressed-again", withScripts);
        await clinician.ClickAsync("Record a conversation");
        await clinician.FindAsync(person);
        await clinician.OfferHelpAsync();
        await clinician.ChooseServiceAsync();
        var button = clinician.Button("Confirm and send");
        await button.ScrollIntoViewIfNeededAsync();
        var place = (await button.BoundingBoxAsync())!;
        // By its place: a button by its name is only pressed once the page that it leads to is there.
        Task PressAsync() => clinician.Page.Mouse.ClickAsync(place.X + (place.Width / 2), place.Y + (place.Height / 2));
        await using var slow = await SlowLog.BeginAsync(broker.Host);
        await clinician.ShownAsync(async () =>
        {
            await PressAsync();
            await slow.WaitedForAsync();
            await PressAsync();
            await slow.EndAsync();
        });
        (await clinician.HeadingAsync()).Should().Be("Referral sent");
        (await ReferralsAsync(person)).Should().ContainSingle("pressed again, it was sent once");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_tabs_know_of_each_other_and_what_was_written_is_kept(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "two-tabs", withScripts);
        await worker.GoAsync($"{referral.Address}/request-information");
        await worker.FillAsync("What do you need to know?", "Can they \"drive\" & <where>?\nAnd when?");
        var other = await worker.OpenTabAsync();
        await other.GoAsync(referral.Address);
        await other.ClickAsync("Say that it has arrived");
        await other.PressAsync("Say that it has arrived");
        (await other.MainAsync()).Should().Contain("The referrer can see that this referral has arrived.");

        await worker.PressAsync("Send question");
        (await worker.TextAsync(".nhsuk-error-summary")).Should().Contain("Somebody else changed this while you were writing.");
        (await worker.Page.Locator("#question").InputValueAsync()).Should().Be("Can they \"drive\" & <where>?\nAnd when?");
        await worker.LookAsync("changed");
        await worker.PressAsync("Send question");
        (await worker.MainAsync()).Should().Contain("Your question was sent.").And.Contain("Can they \"drive\" & <where>?");

        await other.GoAsync($"{referral.Address}/decline");
        await worker.PressAsync("Accept referral");
        await other.ChooseAsync("The service", "Whose decision is it?");
        await other.ChooseAsync("There are no places", "Why?");
        await other.PressAsync("Continue");
        await other.PressAsync("Decline referral");
        (await other.TextAsync(".nhsuk-error-summary")).Should().Contain("There is a problem").And.Contain("accepted", "it says what happened in between");
        await other.LookAsync("declined-too-late");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_that_outlived_its_session_is_sent_as_it_was_filled_in(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "logged-out", withScripts);
        await worker.GoAsync($"{referral.Address}/request-information");
        await worker.FillAsync("What do you need to know?", "Can they \"drive\" & <where>?");
        broker.Host.Time.MoveTo(broker.Host.Time.GetUtcNow().AddMinutes(31));
        await worker.PressAsync("Send question");
        (await worker.HeadingAsync()).Should().Be("You were logged out");
        await worker.LookAsync("logged-out");

        var tab = await worker.Page.Context.RunAndWaitForPageAsync(() => worker.Page.GetByText("Log in again").ClickAsync());
        await tab.WaitForLoadStateAsync();
        await tab.Locator("form[action='/demo/as/provider'] button").ClickAsync();
        await Assertions.Expect(tab.Locator("h1")).ToHaveTextAsync("Worklist", new() { Timeout = (float)Waiting.AtMost.TotalMilliseconds });
        await worker.PressAsync("Send it again");
        (await worker.MainAsync()).Should().Contain("Your question was sent.").And.Contain("Can they \"drive\" & <where>?");
        await worker.LookAsync("sent-after-all");
    }

    /// <summary>The references of somebody's referrals.</summary>
    private async Task<IReadOnlyList<string>> ReferralsAsync(Known person)
    {
        await broker.Host.CaughtUpAsync();
        return [.. (await broker.Host.As("provider").GetAsync("/api/worklist?limit=100"))["items"]!.AsArray().Where(i => i!["familyName"]?.GetValue<string>() == person.FamilyName).Select(i => i!["reference"]!.GetValue<string>())];
    }
}
