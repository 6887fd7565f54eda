using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A clinician sees what became of what they sent, and does what is theirs to do.</summary>
public sealed class FollowingUpTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_declined_referral_is_sent_to_another_service(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await broker.Host.As("provider").DoAsync($"/api/referrals/{referral.Id}/decline", new { by = "service", reason = "no-capacity", note = "Full until spring." });
        await broker.Host.CaughtUpAsync();
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "declined", withScripts);
        (await clinician.HeadingAsync()).Should().Be("Our referrals");
        await clinician.LookAsync("needs-you");
        await clinician.ClickAsync(referral.Person.Shown);
        (await clinician.MainAsync()).Should().Contain("Full until spring.").And.Contain("There are no places");
        await clinician.LookAsync("referral-declined");
        await clinician.ClickAsync("Send to another service");
        await clinician.LookAsync("another-service");
        await clinician.ChooseAsync("Connect to Work (synthetic)");
        await clinician.ChooseAsync("Yes, as on 5 January 2026: who they are and what they need");
        await clinician.PressAsync("Confirm and send");
        (await clinician.HeadingAsync()).Should().Be("Referral sent");
        await clinician.LookAsync("sent-again");
        await clinician.GoAsync($"{referral.Address}/re-match");
        (await clinician.MainAsync()).Should().Contain("It was sent on already. Open referral R-");
        await clinician.LookAsync("only-once");

        await clinician.GoAsync($"/people/{referral.Person.Id}");
        (await clinician.MainAsync()).Should().Contain("Connect to Work (synthetic)").And.Contain("IPS in Primary Care (synthetic)").And.Contain("that we share who they are and what they need");
        await clinician.LookAsync("person");
        await clinician.ClickAsync("Withdraw");
        await clinician.LookAsync("withdraw-agreement");
        await clinician.PressAsync("Withdraw the agreement");
        (await clinician.ErrorsAsync()).Should().Equal("Choose how they told you");
        await clinician.LookAsync("withdraw-agreement-errors");
        await clinician.ChooseAsync("By phone");
        await clinician.PressAsync("Withdraw the agreement");
        (await clinician.MainAsync()).Should().Contain("The agreement is withdrawn.");
        await clinician.LookAsync("agreement-withdrawn");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_is_answered_and_all_that_happened_stands_on_the_referral(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await broker.Host.As("provider").DoAsync($"/api/referrals/{referral.Id}/request-information", new { question = "Can they drive?" });
        await broker.Host.CaughtUpAsync();
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "question", withScripts);
        await clinician.ClickAsync(referral.Person.Shown);
        (await clinician.MainAsync()).Should().Contain("Can they drive?");
        await clinician.LookAsync("asked");
        await clinician.ClickAsync("Answer the question");
        await clinician.LookAsync("answer");
        await clinician.PressAsync("Send answer");
        (await clinician.ErrorsAsync()).Should().NotBeEmpty();
        await clinician.LookAsync("answer-errors");
        await clinician.FillAsync("Your answer", "Yes, since last year.");
        await clinician.PressAsync("Send answer");
        (await clinician.MainAsync()).Should().Contain("Your answer was sent.");
        var happened = await clinician.Page.Locator(".app-timeline__item").AllInnerTextsAsync();
        happened[0].Should().Contain("Yes, since last year.", "the newest comes first");
        happened[^1].Should().Contain("sent", "how it began comes last");
        happened.Should().ContainSingle(h => h.Contains("Can they drive?"));
        await clinician.LookAsync("answered");
        await clinician.FillAsync("Write a message", "She prefers mornings.");
        await clinician.PressAsync("Send message");
        (await clinician.Page.Locator(".app-message").AllInnerTextsAsync()).Should().ContainSingle(m => m.Contains("She prefers mornings."));
        await clinician.LookAsync("message");
        await clinician.ClickAsync("Withdraw this referral");
        await clinician.LookAsync("withdraw");
        await clinician.PressAsync("Withdraw referral");
        (await clinician.ErrorsAsync()).Should().NotBeEmpty();
        await clinician.LookAsync("withdraw-errors");
        await clinician.GoAsync("/practice/referrals?view=moving");
        await clinician.LookAsync("at-a-service");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Places_are_shown_to_referrers_at_once(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "places-referrer", withScripts);
        await clinician.ClickAsync("Record a conversation");
        await clinician.FindAsync(person);
        await clinician.OfferHelpAsync();

        await using var manager = await Desk.OpenAsAsync(browser, broker.Host, "provider", "places", withScripts);
        await manager.ClickAsync("Places");
        await manager.LookAsync("places");
        // As many as nobody said before, in the run with scripts and in the one without.
        var places = withScripts ? 1 : 3;
        await manager.ChooseAsync("Few places");
        await manager.FillAsync("How many? (optional)", "three");
        await manager.PressAsync("Save");
        (await manager.ErrorsAsync()).Should().Equal("Enter a number of places, such as 4");
        await manager.LookAsync("places-errors");
        await manager.FillAsync("How many? (optional)", $"{places}");
        await manager.PressAsync("Save");
        (await manager.MainAsync()).Should().Contain("Referrers see this from now on.");
        await manager.LookAsync("places-saved");

        (await clinician.MainAsync()).Should().NotContain($"Few places: {places}, said today.");
        await clinician.ShownAsync(() => clinician.Page.ReloadAsync());
        (await clinician.MainAsync()).Should().Contain($"Few places: {places}, said today.");
        await clinician.LookAsync("services");
    }
}
