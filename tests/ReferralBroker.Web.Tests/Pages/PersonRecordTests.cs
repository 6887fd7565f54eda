using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>How to reach somebody, what helps them and who they are is kept right on pages, by whoever deals with them.</summary>
public sealed class PersonRecordTests(TestCluster cluster)
{
    private static readonly Actor Clinician = Personas.All.Single(p => p.Code == "clinician").Actor;
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;

    [Fact]
    public async Task How_to_reach_them_is_set_and_a_service_sees_what_is_not_safe()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"));
        await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync($"/people/{person}");
        await clinician.ClickAsync("Change how to reach them");
        clinician.Fill("Number or address", "07700 900456", "Number or address 1");
        await clinician.PressAsync("Save");
        clinician.Errors().Should().Equal("Choose whether anybody may get in touch", "Choose whether it is safe to use", "Choose whether a message may be left");
        clinician.Page.QuerySelector("#Reaching_Points_0__Value")!.GetAttribute("value").Should().Be("07700 900456", "what was typed is still there");
        clinician.Choose("Yes", "May anybody get in touch with them?");
        clinician.Choose("Text message", "How do they like to be reached?");
        clinician.Fill("What is it?", "telephone", "Number or address 1");
        clinician.Choose("No", "Is it safe to use?");
        clinician.Choose("No", "May a message be left there?");
        clinician.Fill("Is there somebody who must not know that they get this help? (optional)", "Her brother");
        await clinician.PressAsync("Save", twice: true);
        Shown(clinician).Should().Contain("It is saved.").And.Contain("07700 900456 Not safe: do not use").And.Contain("Must not be toldHer brother");

        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync($"/people/{person}");
        Shown(worker).Should().Contain("Not safe: do not use").And.Contain("Some numbers or addresses are not safe to use");
        await worker.ClickAsync("Change how to reach them");
        Visitor.Text(worker.Page.QuerySelector("#Reaching_Points_0__Value")!.ParentElement!).Should().Be("Number or address");
        worker.Page.QuerySelector("#Reaching_Points_0__Value")!.GetAttribute("value").Should().Be("07700 900456");
        worker.Choose("Yes", "Is it safe to use?");
        await worker.PressAsync("Save");
        Shown(worker).Should().NotContain("Not safe").And.Contain("Leave no message");
    }

    [Fact]
    public async Task Adjustments_and_particulars_are_changed_and_what_cannot_be_is_said_at_its_field()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, _) = await People.AgreeingAsync(broker.As("clinician"));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync($"/people/{person}");
        await clinician.ClickAsync("Change adjustments");
        clinician.Choose("Interpreter");
        clinician.Fill("More about it (optional)", "Urdu");
        await clinician.PressAsync("Save adjustments");
        Shown(clinician).Should().Contain("The adjustments are saved.").And.Contain("Interpreter. Urdu");

        await clinician.ClickAsync("Change name, birth or address");
        clinician.Page.QuerySelector("#FamilyName")!.GetAttribute("value").Should().Be("Testwood");
        clinician.Fill("Family name", "");
        clinician.Fill("NHS number (optional)", "999 000 0019");
        await clinician.PressAsync("Save details");
        clinician.Errors().Should().Equal("Enter their family name");
        clinician.Fill("Family name", "Testwood-Lee");
        await clinician.PressAsync("Save details");
        clinician.Errors().Should().ContainSingle().Which.Should().Contain("NHS number");
        clinician.Fill("NHS number (optional)", People.NextNhsNumber());
        await clinician.PressAsync("Save details");
        Visitor.Text(clinician.Page.QuerySelector(".app-person")!).Should().Contain("TESTWOOD-LEE, Ada");
    }

    [Fact]
    public async Task Two_who_change_it_at_once_are_told_and_nobody_s_words_are_lost()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, _) = await People.AgreeingAsync(broker.As("clinician"));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync($"/people/{person}/adjustments");
        clinician.Choose("Easy read");
        await broker.As("clinician").DoAsync($"/api/people/{person}/set-adjustments", new { adjustments = new[] { "large-print" } });
        await clinician.PressAsync("Save adjustments");
        clinician.Status.Should().Be(412);
        clinician.Errors().Single().Should().StartWith("Somebody else changed this");
        clinician.Page.QuerySelectorAll("input[checked]").Select(i => i.GetAttribute("value")).Should().Equal("easy-read");
    }

    private static string Shown(Visitor visitor) => Visitor.Text(visitor.Page.QuerySelector("main")!);
}
