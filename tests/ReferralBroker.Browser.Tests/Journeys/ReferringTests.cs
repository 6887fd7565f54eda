using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A clinician, between two appointments, records a conversation and refers somebody.</summary>
public sealed class ReferringTests(TestBrowser browser, BrokerOfClass broker, ITestOutputHelper output) : IClassFixture<BrokerOfClass>
{
    private const int MostPages = 3;
    private const int MostInteractions = 12;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_known_is_referred_and_takes_home_what_happens_next(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "refer", withScripts);
        await clinician.LookAsync("our-referrals-empty");
        await clinician.ClickAsync("Record a conversation");
        (await clinician.MainAsync()).Should().Contain("Not for emergencies. If somebody is in danger, call 999.").And.Contain("call 111");
        await clinician.LookAsync("find");

        clinician.Count();
        await clinician.FindAsync(person);
        (await clinician.HeadingAsync()).Should().Be("Work and health conversation");
        (await clinician.TextAsync(".app-person")).Should().Contain(person.Shown).And.Contain("3 May 1988 (37 years)");
        await clinician.LookAsync("conversation");
        await clinician.OfferHelpAsync();
        await clinician.LookAsync("services");
        await clinician.ChooseServiceAsync();
        await clinician.LookAsync("services-filled");
        await clinician.PressAsync("Confirm and send");
        output.WriteLine($"A known person is referred in {clinician.Pages} pages and {clinician.Interactions} interactions ({browser.Name}).");
        clinician.Pages.Should().Be(MostPages, "the search is on the first, and the last only says what came of it");
        clinician.Interactions.Should().BeLessThanOrEqualTo(MostInteractions);

        (await clinician.HeadingAsync()).Should().Be("Referral sent");
        var reference = clinician.Address.Split('/')[2];
        (await clinician.MainAsync()).Should().Contain(reference).And.Contain("must act next: say that it has arrived, or decide, by 7 January 2026.");
        (await clinician.TextAsync("pre")).Should().Contain(reference).And.Contain("Wants help with: Finding work.");
        await clinician.LookAsync("sent");
        await clinician.ClickAsync("A sheet for the person to take home");
        (await clinician.MainAsync()).Should().Contain($"Ada {person.FamilyName}").And.Contain("who you are and what you need").And.Contain("call 999");
        await clinician.LookAsync("sheet");
        await clinician.PrintAsync("sheet");
        await broker.Host.CaughtUpAsync();
        (await broker.Host.As("provider").GetAsync("/api/worklist"))["items"]!.AsArray().Should().Contain(i => i!["reference"]!.GetValue<string>() == reference);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_service_says_whether_it_fits_and_why(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "services", withScripts);
        await clinician.ClickAsync("Record a conversation");
        await clinician.FindAsync(person);
        await clinician.OfferHelpAsync();
        (await clinician.MainAsync()).Should().Contain("May fit: ask first").And.Contain("Does not fit", "nothing is hidden");
        var services = await clinician.Page.Locator(".app-service").CountAsync();
        services.Should().BePositive();
        var reasons = clinician.Page.Locator(".app-service__why");
        (await reasons.CountAsync()).Should().Be(services, "each says why");
        for (var at = 0; at < services; at++)
        {
            await reasons.Nth(at).Locator("summary").ClickAsync();
            var rules = await reasons.Nth(at).Locator("li").AllInnerTextsAsync();
            rules.Should().NotBeEmpty().And.OnlyContain(r => r.StartsWith("Met:") || r.StartsWith("Not met:") || r.StartsWith("Not known:"), "each reason is a rule and what is known of it");
        }
        await clinician.LookAsync("why");
        await clinician.UnfoldAsync("More for the service");
        (await clinician.Page.GetByLabel("What they need", new() { Exact = true }).IsVisibleAsync()).Should().BeTrue();
        await clinician.LookAsync("more");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_conversation_is_recorded_and_nothing_more(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "record-only", withScripts);
        await clinician.ClickAsync("Record a conversation");
        await clinician.FindAsync(person);
        await clinician.ChooseAsync("Money worries", "What did you speak about?");
        await clinician.ChooseAsync("Record the conversation only");
        await clinician.UnfoldAsync("More: another day or place");
        await clinician.FillAsync("Note (only your organisation can read this)", "Rent arrears since the summer.");
        await clinician.LookAsync("filled");
        await clinician.PressAsync("Continue");
        (await clinician.HeadingAsync()).Should().Be("Conversation recorded");
        (await clinician.TextAsync("pre")).Should().Contain("Spoke about: Money worries.").And.Contain("Recorded only.");
        await clinician.LookAsync("recorded");
        await clinician.ClickAsync("Record another conversation");
        await clinician.ClickAsync("Record a conversation without naming anybody");
        await clinician.LookAsync("of-nobody");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_has_no_record_is_added_and_referred(bool withScripts)
    {
        var person = new Known("", Given.FamilyName(), Web.Tests.People.NextNhsNumber());
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "new-person", withScripts);
        await clinician.ClickAsync("Record a conversation");
        await clinician.FindAsync(person);
        (await clinician.HeadingAsync()).Should().Be("Nobody was found: add them");
        (await clinician.Page.Locator("#NhsNumber").InputValueAsync()).Replace(" ", "", StringComparison.Ordinal).Should().Be(person.NhsNumber, "nothing is typed twice");
        await clinician.LookAsync("add");
        await clinician.PressAsync("Add this person");
        (await clinician.ErrorsAsync()).Should().Equal("Enter their family name", "Enter their given name");
        await clinician.LookAsync("add-errors");
        await clinician.FillAsync("Family name", person.FamilyName);
        await clinician.FillAsync("Given name", "Ada");
        await clinician.PressAsync("Add this person");
        (await clinician.TextAsync(".app-person")).Should().Contain(person.Shown);
        await clinician.LookAsync("conversation");
        await clinician.OfferHelpAsync();
        await clinician.ChooseServiceAsync();
        await clinician.PressAsync("Confirm and send");
        (await clinician.HeadingAsync()).Should().Be("Referral sent");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_is_typed_twice(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "errors", withScripts);
        await clinician.GoAsync("/people/find");
        await clinician.PressAsync("Find");
        (await clinician.ErrorsAsync()).Should().Equal("Enter their NHS number, or their family name and postcode", "Enter their date of birth");
        await clinician.LookAsync("find-empty");
        await clinician.FillAsync("NHS number", "999 123 4567");
        await clinician.FillDateAsync("Date of birth", 31, 2, 1988);
        await clinician.PressAsync("Find");
        (await clinician.ErrorsAsync()).Should().Contain("Enter a real date of birth, such as 3 5 1988");
        await clinician.LookAsync("find-wrong");
        (await clinician.Page.Locator("#NhsNumber").InputValueAsync()).Should().Be("999 123 4567");
        (await clinician.Page.Locator("#Born_Day").InputValueAsync()).Should().Be("31");
        await clinician.FindAsync(person);

        await clinician.PressAsync("Continue");
        (await clinician.ErrorsAsync()).Should().Equal("Choose what you spoke about", "Choose how it ended");
        await clinician.LookAsync("conversation-empty");
        await clinician.ChooseAsync("Being out of work");
        await clinician.ChooseAsync("I offered help and they declined");
        await clinician.PressAsync("Continue");
        (await clinician.ErrorsAsync()).Should().Equal("Choose why they declined");
        (await clinician.Page.GetByLabel("Being out of work", new() { Exact = true }).IsCheckedAsync()).Should().BeTrue("what was chosen stays chosen");
        await clinician.LookAsync("conversation-declined");
        await clinician.OfferHelpAsync();

        await clinician.PressAsync("Confirm and send");
        (await clinician.ErrorsAsync()).Should().HaveCount(2).And.Contain("Choose a service").And.Contain(e => e.StartsWith("Say that they agree."));
        await clinician.LookAsync("services-empty");
        await clinician.UnfoldAsync("More for the service");
        await clinician.FillAsync("What they need", "Mornings only.");
        await clinician.ChooseAsync("IPS in Primary Care (synthetic)");
        await clinician.PressAsync("Confirm and send");
        (await clinician.ErrorsAsync()).Should().ContainSingle().Which.Should().StartWith("Say that they agree.");
        (await clinician.Page.GetByLabel("IPS in Primary Care (synthetic)", new() { Exact = true }).IsCheckedAsync()).Should().BeTrue();
        (await clinician.Page.Locator("#NeedSummary").InputValueAsync()).Should().Be("Mornings only.");
        await clinician.LookAsync("services-no-agreement");
        await clinician.ChooseServiceAsync();
        await clinician.PressAsync("Confirm and send");
        (await clinician.HeadingAsync()).Should().Be("Referral sent");
    }
}
