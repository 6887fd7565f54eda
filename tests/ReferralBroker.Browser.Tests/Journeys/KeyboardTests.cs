using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>All of it can be done without a mouse, and one always sees where one is.</summary>
public sealed class KeyboardTests(TestBrowser browser, BrokerOfClass broker, ITestOutputHelper output) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_is_referred_with_the_keyboard_alone(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "keyboard-refer", withScripts);
        var keyboard = new Keyboard(clinician);
        await keyboard.PressAsync(clinician.Page.Locator("main a.nhsuk-button"));
        await keyboard.FillAsync("NHS number", person.NhsNumber);
        await keyboard.FillAsync("Day", "3", "Date of birth");
        await keyboard.FillAsync("Month", "5", "Date of birth");
        await keyboard.FillAsync("Year", "1988", "Date of birth");
        await keyboard.PressAsync(clinician.Button("Find"));
        (await clinician.HeadingAsync()).Should().Be("Work and health conversation");
        await keyboard.ChooseAsync("Being out of work");
        await keyboard.ChooseAsync("Finding work");
        await keyboard.ChooseAsync("They would like help: choose a service");
        await keyboard.PressAsync(clinician.Button("Continue"));
        await keyboard.ChooseAsync("IPS in Primary Care (synthetic)");
        await keyboard.ChooseAsync("Yes: also what they need", "Do they agree that we share their details with this service?");
        await keyboard.PressAsync(clinician.Button("Confirm and send"));
        (await clinician.HeadingAsync()).Should().Be("Referral sent");
        output.WriteLine($"The focus was looked at in {keyboard.Stops} places.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_referral_is_accepted_with_the_keyboard_alone(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "keyboard-accept", withScripts);
        var keyboard = new Keyboard(worker);
        await keyboard.PressAsync(keyboard.Link(referral.Person.Shown));
        await keyboard.PressAsync(worker.Button("Accept referral"));
        (await worker.MainAsync()).Should().Contain("You accepted this referral.");
        output.WriteLine($"The focus was looked at in {keyboard.Stops} places.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_stop_skips_to_what_the_page_is_about(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "keyboard-skip", withScripts);
        await worker.GoAsync(referral.Address);
        var keyboard = new Keyboard(worker);
        await keyboard.ToAsync(worker.Page.Locator(".nhsuk-skip-link"));
        keyboard.Stops.Should().Be(1);
        await worker.Page.Keyboard.PressAsync("Enter");
        await keyboard.ToAsync(worker.Button("Accept referral"));
        keyboard.Stops.Should().Be(2, "the menu and the way back are skipped");
    }

    /// <summary>On the longest page, in a low window too, where the banner with the person's name does not stay in place.</summary>
    [Theory]
    [InlineData(Widths.Desk, Widths.Height)]
    [InlineData(Widths.Phone, 480)]
    public async Task Going_back_up_a_page_nothing_covers_what_has_the_focus(int width, int height)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "keyboard-back", withScripts: true);
        await worker.GoAsync(referral.Address);
        await worker.Page.SetViewportSizeAsync(width, height);
        await worker.Page.Locator("footer a").Last.FocusAsync();
        for (var stop = 0; !await worker.Page.Locator(".nhsuk-skip-link").EvaluateAsync<bool>("e => e === document.activeElement"); stop++)
        {
            stop.Should().BeLessThan(100);
            await worker.Page.Keyboard.PressAsync("Shift+Tab");
            await Checks.Focus.CheckAsync(worker.Page);
        }
    }
}
