using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>The directory's administrator keeps services, their clocks and rules; what changes is shown before it is saved.</summary>
public sealed class ServiceAdministrationTests(TestCluster cluster)
{
    private static readonly string Ips = $"/administration/services/{Personas.IpsInPrimaryCare}";

    [Fact]
    public async Task Clocks_change_from_a_day_ahead_and_referrals_sent_before_keep_theirs()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var before = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var administrator = await AdministratorAsync(broker);
        await administrator.GoAsync(Ips);
        await administrator.ClickAsync("Change journey and clocks");
        administrator.Fill("The service accepts or declines", "0");
        FillDate(administrator, "From which day? (optional)", 4, 1, 2026);
        await administrator.PressAsync("Check what changes");
        administrator.Errors().Should().Equal("Enter a number from 1 to 90: The service accepts or declines");
        administrator.Fill("The service accepts or declines", "3");
        await administrator.PressAsync("Check what changes");
        administrator.Errors().Should().Equal("This date has passed. Give a later day.");
        FillDate(administrator, "From which day? (optional)", 2, 2, 2026);
        await administrator.PressAsync("Check what changes");
        administrator.Heading.Should().Contain("Check what changes");
        Shown(administrator).Should().Contain("The service accepts or declines Now 5 working days: by 9 February 2026 Then 3 working days: by 5 February 2026").And.Contain("Those sent before keep the clocks");
        await administrator.PressAsync("Change");
        administrator.Page.QuerySelector("#Days_DecideIn_")!.GetAttribute("value").Should().Be("3", "what was typed is still there");
        await administrator.PressAsync("Check what changes");
        await administrator.PressAsync("Save", twice: true);
        Shown(administrator).Should().Contain("It is saved, and holds from 2 February 2026.").And.Contain("the service accepts or declines in 3 working days");

        async Task<int> DecideInAsync(string referral) => (int)(await broker.As("clinician").GetAsync($"/api/referrals/{referral}"))["timeline"]![0]!["details"]!["clocks"]!["decideIn"]!;
        (await DecideInAsync(await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare))).Should().Be(5, "the day has not come");
        broker.Time.MoveTo(new(2026, 2, 2, 9, 0, 0, TimeSpan.Zero));
        (await DecideInAsync(await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare))).Should().Be(3);
        (await DecideInAsync(before)).Should().Be(5);
    }

    [Fact]
    public async Task A_rule_is_added_shown_on_invented_people_and_ended()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var administrator = await AdministratorAsync(broker);
        await administrator.GoAsync(Ips);
        await administrator.ClickAsync("Add a rule");
        await administrator.PressAsync("Check what changes");
        administrator.Errors().Should().Equal("Choose what it looks at", "Enter what it must be", "Say it in plain words", "Say where it is laid down", "Choose whether it is confirmed", "Enter the first day it holds, such as 3 5 2027");
        administrator.Choose("Their age: at most");
        administrator.Fill("What must it be?", "old");
        administrator.Fill("In plain words", "Under 40.");
        administrator.Fill("Where is it laid down?", "A test");
        administrator.Choose("Yes");
        FillDate(administrator, "From which day?", 1, 3, 2026);
        await administrator.PressAsync("Check what changes");
        administrator.Errors().Should().Equal("Give for 'maximum-age' a whole number from 0 to 130.");
        administrator.Fill("What must it be?", "39");
        await administrator.PressAsync("Check what changes");
        Shown(administrator).Should().Contain("On 1 March 2026 these are matched otherwise:").And.Contain("to “Does not fit”");
        await administrator.PressAsync("Save", twice: true);
        Shown(administrator).Should().Contain("The rule is saved.").And.Contain("maximum-age: 39. Source: A test. Holds from 1 March 2026");
        (await SuitabilityAsync(broker)).Should().NotBe("not-suitable", "it does not hold yet");
        broker.Time.MoveTo(new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
        (await SuitabilityAsync(broker)).Should().Be("not-suitable");

        using var later = await AdministratorAsync(broker);
        await later.GoAsync(Ips);
        await later.ClickAsync("Change or end the rule: Under 40.");
        FillDate(later, "Until which day? (optional)", 1, 3, 2026);
        await later.PressAsync("Check what changes");
        Shown(later).Should().Contain("On 2 March 2026 these are matched otherwise:").And.Contain("from “Does not fit”");
        await later.PressAsync("Save");
        await later.GoAsync($"{Ips}/rule?at=99");
        later.Status.Should().Be(404);
        broker.Time.MoveTo(new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        (await SuitabilityAsync(broker)).Should().NotBe("not-suitable");
    }

    [Fact]
    public async Task A_service_is_listed_takes_no_referrals_for_a_while_and_closes()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var administrator = await AdministratorAsync(broker);
        await administrator.GoAsync("/administration/services");
        await administrator.PressAsync("List service");
        administrator.Errors().Should().Equal("Enter the service's name", "Choose which organisation runs it");
        administrator.Fill("Name", "Work café");
        administrator.Fill("Which organisation runs it?", Personas.PrimaryCareProvider.ToString());
        await administrator.PressAsync("List service", twice: true);
        Shown(administrator).Should().Contain("Work café is listed.").And.Contain("None is set, so it takes no referrals yet.");
        await administrator.ClickAsync("Change journey and clocks");
        administrator.Choose("Individual Placement and Support");
        await administrator.PressAsync("Check what changes");
        await administrator.PressAsync("Save");
        Shown(administrator).Should().Contain("It follows the journey Individual Placement and Support.");
        await administrator.PressAsync("Take no referrals");
        administrator.Errors().Should().Equal("Say why");
        administrator.Fill("Why?", "Moving house");
        await administrator.PressAsync("Take no referrals", twice: true);
        Shown(administrator).Should().Contain("It takes no referrals from now on.");
        await administrator.PressAsync("Take referrals again");
        administrator.Fill("Why does it close?", "The grant ended");
        await administrator.PressAsync("Close this service");
        Shown(administrator).Should().Contain("The service is closed.").And.Contain("Nothing can be changed any more.");
    }

    [Fact]
    public async Task How_people_reach_a_service_is_said_by_its_manager_and_stands_on_the_sheet()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var referral = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var manager = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "provider").Actor);
        await manager.GoAsync("/provider/capacity");
        await manager.ClickAsync("Change how people reach you");
        await manager.PressAsync("Save");
        manager.Errors().Should().Equal("This is needed.");
        manager.Fill("Phone number (optional)", "0115 496 0123");
        await manager.PressAsync("Save", twice: true);
        Shown(manager).Should().Contain("0115 496 0123.");
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync($"/referrals/{Domain.Referrals.ReferralReference.Of(new(Guid.Parse(referral)))}");
        await clinician.ClickAsync("A sheet for the person to take home");
        Shown(clinician).Should().Contain("How to reach IPS in Primary Care").And.Contain("0115 496 0123");
        await manager.GoAsync($"/provider/contact?id={Personas.ConnectToWork}");
        manager.Status.Should().BeOneOf(403, 404);
    }

    [Fact]
    public async Task Bank_holidays_are_listed()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var administrator = await AdministratorAsync(broker);
        await administrator.GoAsync("/administration/bank-holidays");
        Shown(administrator).Should().Contain("Friday, 3 April 2026").And.Contain("Monday, 28 December 2026", "Boxing Day is a Saturday in 2026").And.Contain("Monday, 27 December 2027");
    }

    private static void FillDate(Visitor visitor, string legend, int day, int month, int year)
    {
        visitor.Fill("Day", $"{day}", legend);
        visitor.Fill("Month", $"{month}", legend);
        visitor.Fill("Year", $"{year}", legend);
    }

    private static Task<Visitor> AdministratorAsync(BrokerHost broker) => Visitor.AsAsync(broker, Personas.Administrator);

    private static async Task<string> SuitabilityAsync(BrokerHost broker)
    {
        await broker.CaughtUpAsync();
        var asked = new { needs = new[] { "find-work" }, age = 50, work = "out-of-work", care = new[] { "general-practice" }, life = new[] { "health-condition" } };
        using var answer = await broker.As("clinician").SendAsync("/api/services/match", asked, null);
        var found = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return found["services"]!.AsArray().Single(s => (string)s!["id"]! == Personas.IpsInPrimaryCare.ToString())!["suitability"]!.GetValue<string>();
    }

    private static string Shown(Visitor visitor) => Visitor.Text(visitor.Page.QuerySelector("main")!);
}
