using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>The directory's administrator looks after an organisation's users.</summary>
public sealed class AdministrationTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Users_and_the_team_s_address(bool withScripts)
    {
        var user = $"user-{(withScripts ? 1 : 2)}";
        await using var administrator = await Desk.OpenAsAsync(browser, broker.Host, "administrator", "administration", withScripts);
        administrator.Address.Should().Be("/administration");
        await administrator.LookAsync("organisations");
        await administrator.ClickAsync("Provider of IPS in Primary Care");
        await administrator.LookAsync("organisation");
        await administrator.PressAsync("Enrol");
        (await administrator.ErrorsAsync()).Should().HaveCount(3);
        await administrator.LookAsync("enrol-errors");
        await administrator.FillAsync("User key", user);
        await administrator.ChooseAsync("Person");
        await administrator.ChooseAsync("Caseworker");
        await administrator.PressAsync("Enrol");
        (await administrator.MainAsync()).Should().Contain($"{user} can log in");
        await administrator.ClickAsync($"Change {user}");
        await administrator.LookAsync("user");
        await administrator.ChooseAsync("Service manager");
        await administrator.PressAsync("Save role");
        await administrator.FillAsync("Email address of the team (optional)", "team@example.org");
        await administrator.ChooseAsync("Yes", "May the team answer by the link, without an account?");
        await administrator.PressAsync("Save");
        (await administrator.MainAsync()).Should().Contain("What waits is told to team@example.org from now on.");
        await administrator.LookAsync("told");
    }
}
