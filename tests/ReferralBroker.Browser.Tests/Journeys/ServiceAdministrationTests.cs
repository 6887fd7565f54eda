using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>The directory's administrator keeps a service: its clocks, whom it is for, and whether it takes referrals.</summary>
public sealed class ServiceAdministrationTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clocks_rules_and_bank_holidays(bool withScripts)
    {
        await using var administrator = await Desk.OpenAsAsync(browser, broker.Host, "administrator", "services-administration", withScripts);
        await administrator.ClickAsync("Services");
        await administrator.LookAsync("services");
        await administrator.PressAsync("List service");
        (await administrator.ErrorsAsync()).Should().HaveCount(2);
        await administrator.LookAsync("list-errors");
        await administrator.GoAsync($"/administration/services/{Personas.ConnectToWork}");
        await administrator.LookAsync("service");
        await administrator.ClickAsync("Change journey and clocks");
        await administrator.LookAsync("journey");
        await administrator.FillAsync("First meeting", "100");
        await administrator.PressAsync("Check what changes");
        (await administrator.ErrorsAsync()).Should().Equal("Enter a number from 1 to 90: First meeting");
        await administrator.LookAsync("journey-errors");
        await administrator.FillAsync("First meeting", withScripts ? "10" : "12");
        await administrator.PressAsync("Check what changes");
        await administrator.LookAsync("journey-check");
        await administrator.PressAsync("Save");
        (await administrator.MainAsync()).Should().Contain("It is saved, and holds from now on.");
        await administrator.ClickAsync("Add a rule");
        await administrator.LookAsync("rule");
        await administrator.PressAsync("Check what changes");
        (await administrator.ErrorsAsync()).Should().HaveCount(6);
        await administrator.LookAsync("rule-errors");
        await administrator.ChooseAsync("Their age: at most");
        await administrator.FillAsync("What must it be?", withScripts ? "60" : "61");
        await administrator.FillAsync("In plain words", "Up to 60.");
        await administrator.FillAsync("Where is it laid down?", "A test");
        await administrator.ChooseAsync("Yes", "Is it confirmed?");
        await administrator.FillDateAsync("From which day?", 1, 3, 2026);
        await administrator.PressAsync("Check what changes");
        await administrator.LookAsync("rule-check");
        await administrator.PressAsync("Save");
        (await administrator.MainAsync()).Should().Contain("The rule is saved.");
        await administrator.GoAsync("/administration/services");
        await administrator.ClickAsync("Bank holidays that clocks pass over");
        await administrator.LookAsync("bank-holidays");
    }
}
