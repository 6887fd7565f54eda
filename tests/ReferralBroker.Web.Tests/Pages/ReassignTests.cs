using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>Referrals go from one worker to another, several at a time, and nobody is surprised by what did not.</summary>
public sealed class ReassignTests(TestCluster cluster)
{
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;

    [Fact]
    public async Task Chosen_referrals_are_shown_with_what_moves_and_then_moved_once()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (sent, references) = await AcceptedAsync(broker, 3, "sam");
        await broker.EnrolAsync(Provider with { User = "lee", Role = Role.ProviderCaseworker });
        using var manager = await Visitor.AsAsync(broker, Provider);
        foreach (var nobody in new[] { "/provider/reassign", "/provider/reassign?worker=" })
        {
            await manager.GoAsync(nobody);
            Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("There is no open referral that nobody holds.");
        }
        await manager.GoAsync("/provider/worklist");
        await manager.ClickAsync("Reassign referrals of sam");
        await manager.PressAsync("Check changes");
        manager.Errors().Should().Equal("Choose the referrals to move", "Choose who takes them");
        foreach (var reference in references.Take(2)) manager.Choose($"TESTWOOD, Ada, {reference}");
        manager.Fill("Who takes them?", "lee");
        await manager.PressAsync("Check changes");
        Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("2 referrals go to lee. Nothing is changed yet.").And.Contain("Moves from sam");
        (await WorkersAsync(broker, sent)).Should().Equal("sam", "sam", "sam");
        await manager.PressAsync("Reassign 2 referrals", twice: true);
        Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("2 referrals have another worker now: lee.");
        (await WorkersAsync(broker, sent)).Should().Equal("lee", "lee", "sam");
        foreach (var id in sent.Take(2))
            (await broker.As("provider").GetAsync($"/api/referrals/{id}"))["timeline"]!.AsArray().Count(e => e!["event"]!.GetValue<string>() == "referral.assigned.v1").Should().Be(1, "pressed twice, it moved once");
    }

    [Fact]
    public async Task What_changed_meanwhile_or_has_ended_stays_and_it_is_said_why()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (sent, references) = await AcceptedAsync(broker, 3, "sam");
        using var manager = await Visitor.AsAsync(broker, Provider);
        await manager.GoAsync("/provider/reassign?worker=sam");
        foreach (var reference in references) manager.Choose($"TESTWOOD, Ada, {reference}");
        manager.Fill("Who takes them?", Provider.User);
        await broker.As("provider").DoAsync($"/api/referrals/{sent[0]}/close", new { reason = "other", outcome = "unknown" });
        await manager.PressAsync("Check changes");
        Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("Stays").And.Contain("while the referral is closed");
        await broker.As("provider").DoAsync($"/api/referrals/{sent[1]}/record-contact", new { medium = "telephone", reached = false });
        await manager.PressAsync("Reassign 2 referrals");
        Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("1 referral went to").And.Contain("has changed since you read it");
        (await WorkersAsync(broker, sent)).Should().Equal("sam", "sam", Provider.User);
    }

    [Fact]
    public async Task Another_organisation_s_referrals_cannot_be_moved_by_naming_them()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var foreign = await People.SentAsync(broker.As("clinician"), Personas.ConnectToWork);
        var reference = (await broker.As("clinician").GetAsync($"/api/referrals/{foreign}"))["reference"]!.GetValue<string>();
        var (_, references) = await AcceptedAsync(broker, 1, "sam");
        using var manager = await Visitor.AsAsync(broker, Provider);
        await manager.GoAsync("/provider/reassign?worker=sam");
        manager.Choose($"TESTWOOD, Ada, {references[0]}");
        manager.Page.QuerySelector("input[name=Chosen]")!.SetAttribute("value", $"{reference}.1");
        manager.Fill("Who takes them?", Provider.User);
        await manager.PressAsync("Check changes");
        Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("None of these can go to").And.NotContain("Reassign 1");
    }

    private static async Task<(string[] Ids, string[] References)> AcceptedAsync(BrokerHost broker, int count, string worker)
    {
        var (ids, references) = (new List<string>(), new List<string>());
        for (var i = 0; i < count; i++)
        {
            var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
            await broker.As("provider").DoAsync($"/api/referrals/{id}/accept", new { worker });
            ids.Add(id);
            references.Add((await broker.As("provider").GetAsync($"/api/referrals/{id}"))["reference"]!.GetValue<string>());
        }
        await broker.CaughtUpAsync();
        return ([.. ids], [.. references]);
    }

    private static async Task<string[]> WorkersAsync(BrokerHost broker, string[] ids)
    {
        var workers = new List<string>();
        foreach (var id in ids) workers.Add((await broker.As("provider").GetAsync($"/api/referrals/{id}"))["worker"]!.GetValue<string>());
        return [.. workers];
    }
}
