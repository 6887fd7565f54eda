using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>Whoever keeps an organisation's users does it in the browser, and at no other organisation.</summary>
public sealed class AdministrationTests(TestCluster cluster)
{
    private static readonly OrganisationId Provider = Personas.All.Single(p => p.Code == "provider").Actor.Organisation;
    private static readonly OrganisationId Practice = Personas.All.Single(p => p.Code == "clinician").Actor.Organisation;
    private static readonly Actor Keeper = new("keeper", Role.OrganisationAdministrator, Provider);

    [Fact]
    public async Task Users_are_enrolled_change_their_role_and_end()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var keeper = await Visitor.AsAsync(broker, Keeper);
        await keeper.GoAsync("/administration");
        keeper.Address.Should().Be($"/administration/organisations/{Provider}");
        await keeper.PressAsync("Enrol");
        keeper.Errors().Should().Equal("Enter the key under which the identity provider knows them", "Choose whether it is a person or a system", "Choose a role");
        keeper.Page.QuerySelectorAll("input[name=NewRole]").Select(i => i.GetAttribute("value")).Should().NotContain("clinician", "a service has none");
        keeper.Fill("User key", "sam/1");
        keeper.Choose("Person");
        keeper.Choose("Caseworker");
        await keeper.PressAsync("Enrol", twice: true);
        Shown(keeper).Should().Contain("sam/1 can log in").And.Contain("sam/1 Role Caseworker");
        await keeper.ClickAsync("Change sam/1");
        keeper.Choose("Service manager");
        await keeper.PressAsync("Save role");
        Shown(keeper).Should().Contain("sam/1 is service manager from now on.");
        await keeper.ClickAsync("Change sam/1");
        await keeper.ClickAsync("End this user");
        Shown(keeper).Should().Contain("They can no longer log in for");
        await keeper.ClickAsync("Keep them");
        Shown(keeper).Should().Contain("A user's role", "nothing was ended by looking");
        await keeper.ClickAsync("End this user");
        await keeper.PressAsync("End this user", twice: true);
        Shown(keeper).Should().Contain("can no longer log in").And.NotContain("sam/1 Role");
        Shown(keeper).Should().Contain("This is you", "nobody ends themselves");
    }

    [Fact]
    public async Task A_team_s_address_is_set_and_its_links_are_ended()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var keeper = await Visitor.AsAsync(broker, Keeper);
        await keeper.GoAsync("/administration");
        keeper.Fill("Email address of the team (optional)", "not one");
        await keeper.PressAsync("Save");
        keeper.Errors().Should().ContainSingle().Which.Should().StartWith("This is not an email address.");
        keeper.Fill("Email address of the team (optional)", "team@example.org");
        keeper.Choose("Yes", "May the team answer by the link, without an account?");
        await keeper.PressAsync("Save");
        Shown(keeper).Should().Contain("What waits is told to team@example.org from now on.");
        await keeper.PressAsync("Enrol");
        keeper.Errors().Should().HaveCount(3);
        await keeper.PressAsync("Save");
        Shown(keeper).Should().Contain("What waits is told to team@example.org from now on.", "a refusal of the one form left the other as it was");
        keeper.Page.QuerySelector("#AnswersByLink")!.HasAttribute("checked").Should().BeTrue();
        await keeper.PressAsync("End all links");
        Shown(keeper).Should().Contain("There was no link that was still good.");
    }

    [Fact]
    public async Task Another_organisation_is_not_theirs_and_the_directory_s_administrator_sees_all()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var keeper = await Visitor.AsAsync(broker, Keeper);
        await keeper.GoAsync($"/administration/organisations/{Practice}");
        keeper.Status.Should().Be(403);
        await keeper.GoAsync($"/administration/organisations/{Practice}/user?user=demo-clinician");
        keeper.Status.Should().Be(403);
        foreach (var none in new[] { "", "?user=", "?user=nobody-here" })
        {
            await keeper.GoAsync($"/administration/organisations/{Provider}/user{none}");
            keeper.Status.Should().Be(404);
        }
        using var administrator = await Visitor.AsAsync(broker, Personas.Administrator);
        await administrator.GoAsync("/administration");
        await administrator.ClickAsync("St Albans Medical Centre");
        Shown(administrator).Should().Contain("demo-clinician Role Clinician").And.NotContain("May the team answer by the link", "a practice has nothing to accept");
    }

    private static string Shown(Visitor visitor) => Visitor.Text(visitor.Page.QuerySelector("main")!);
}
