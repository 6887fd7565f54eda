using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A service's worker decides on a referral and works it through.</summary>
public sealed class WorkingThroughTests(TestBrowser browser, BrokerOfClass broker, ITestOutputHelper output) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_referral_is_accepted_with_two_clicks_and_the_acceptance_undone(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "accept", withScripts);
        worker.Count();
        await worker.ClickAsync(referral.Person.Shown);
        (await worker.TextAsync(".app-person")).Should().Contain(referral.Person.Shown).And.Contain("3 May 1988 (37 years)");
        (await worker.MainAsync()).Should().Contain("Do not visit alone").And.Contain("Wants part-time work").And.Contain("07700 900123");
        await worker.LookAsync("referral-new");
        await worker.PressAsync("Accept referral");
        output.WriteLine($"Accepted from the worklist with {worker.Interactions} clicks ({browser.Name}).");
        worker.Interactions.Should().Be(2);
        (await worker.MainAsync()).Should().Contain("You accepted this referral.").And.Contain("first contact, by");
        await worker.LookAsync("accepted");
        await worker.ClickAsync("Undo the acceptance");
        await worker.LookAsync("undo");
        await worker.PressAsync("Undo");
        (await worker.MainAsync()).Should().Contain("The acceptance is undone. You can decide again.");
        (await worker.Button("Accept referral").CountAsync()).Should().Be(1);
        await worker.LookAsync("undone");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_referral_is_declined_after_what_the_referrer_will_read_was_shown(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "decline", withScripts);
        await worker.ClickAsync(referral.Person.Shown);
        await worker.ClickAsync("Decline");
        await worker.LookAsync("decline");
        await worker.PressAsync("Continue");
        (await worker.ErrorsAsync()).Should().Equal("Choose whose decision it is", "Choose why");
        await worker.LookAsync("decline-errors");
        await worker.ChooseAsync("The service", "Whose decision is it?");
        await worker.ChooseAsync("There are no places", "Why?");
        await worker.FillAsync("What should happen next? (optional)", "Try again in March.\nOr ask the hub.");
        await worker.PressAsync("Continue");
        (await worker.MainAsync()).Should().Contain("will read this").And.Contain("Try again in March.").And.Contain("Other services that the referrer is shown");
        await worker.LookAsync("decline-check");
        await worker.PressAsync("Change");
        (await worker.Page.Locator("#Note").InputValueAsync()).Should().Be("Try again in March.\nOr ask the hub.", "what was written is still there");
        await worker.PressAsync("Continue");
        await worker.PressAsync("Decline referral");
        (await worker.MainAsync()).Should().Contain("You declined this referral.").And.Contain("can see your reason");
        await worker.LookAsync("declined");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_referrer_is_asked_and_contact_is_recorded(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "contact", withScripts);
        await worker.ClickAsync(referral.Person.Shown);
        await worker.ClickAsync("Ask the referrer");
        await worker.LookAsync("ask");
        await worker.FillAsync("What do you need to know?", "Can they drive?");
        await worker.PressAsync("Send question");
        (await worker.MainAsync()).Should().Contain("Your question was sent.");
        await worker.LookAsync("asked");
        await worker.PressAsync("Accept referral");
        await worker.ClickAsync("Record a contact");
        await worker.LookAsync("contact");
        await worker.PressAsync("Save contact");
        (await worker.ErrorsAsync()).Should().NotBeEmpty();
        await worker.LookAsync("contact-errors");
        await worker.ChooseAsync("Telephone");
        await worker.ChooseAsync("Yes", "Did you reach them?");
        await worker.FillAsync("What came of it? (optional)", "Will come on Thursday.");
        await worker.PressAsync("Save contact");
        (await worker.MainAsync()).Should().Contain("The contact is recorded.");
        (await worker.TextAsync(".app-timeline")).Should().Contain("Will come on Thursday.");
        await worker.LookAsync("in-contact");
        foreach (var (link, state) in new[] { ("Book an appointment", "appointment"), ("Pause", "pause"), ("Pass on to another service", "pass-on"), ("Close this referral", "close") })
        {
            await worker.GoAsync(referral.Address);
            await worker.ClickAsync(link);
            await worker.LookAsync(state);
        }
        await worker.PressAsync("Close referral");
        (await worker.ErrorsAsync()).Should().NotBeEmpty();
        await worker.LookAsync("close-errors");
        await worker.ClickAsync("Demo provider");
        await worker.LookAsync("account");
    }
}
