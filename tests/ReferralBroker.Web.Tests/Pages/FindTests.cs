using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>Somebody rings the service: their referral is found by a name or by its reference, and nobody else's.</summary>
public sealed class FindTests(TestCluster cluster)
{
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;

    [Fact]
    public async Task A_referral_is_found_by_a_name_or_by_its_reference_and_no_name_is_in_an_address()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var reference = (string)(await broker.As("clinician").GetAsync($"/api/referrals/{await SentAsync(broker, Personas.IpsInPrimaryCare)}"))["reference"]!;
        await SentAsync(broker, Personas.ConnectToWork);
        await broker.CaughtUpAsync();
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist");
        await worker.ClickAsync("Find a referral by name or reference");
        await worker.PressAsync("Find");
        worker.Errors().Should().Equal("Enter a name or a reference");
        foreach (var sought in new[] { "testwood", "Ada Testwood", "TESTWOOD, Ada", "ada test", reference, reference.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal) })
        {
            worker.Fill("Name or reference", sought);
            await worker.PressAsync("Find");
            worker.Heading.Should().Be("Referrals found", "it was sought by {0}", sought);
            worker.Page.QuerySelectorAll("main table tbody tr").Should().ContainSingle("the other one is another service's").Which.TextContent.Should().Contain(reference);
            worker.Address.Should().Be("/provider/find");
        }
        foreach (var sought in new[] { "wood", "Ada Smith", "R-2222-2222", "%", "' or 1=1 --", "-" })
        {
            worker.Fill("Name or reference", sought);
            await worker.PressAsync("Find");
            worker.Heading.Should().Be("No referral was found", "it was sought by {0}", sought);
        }
    }

    [Theory]
    [InlineData("O'Brien", "O’Brien", "obrien", "brien", "o brien")]
    [InlineData("Łukaszewicz", "lukasz", "ŁUKASZ")]
    [InlineData("Brontë", "bronte", "Brontë")]
    [InlineData("Smith-Jones", "jones", "smithjones", "smith jones", "Smith Jones")]
    public void A_name_fits_however_it_is_typed(string name, params string[] typed)
    {
        foreach (var sought in typed) NameSearch.Fits(NameSearch.Words(sought), name, "Zoë").Should().BeTrue("{0} is meant by {1}", name, sought);
        NameSearch.Fits(NameSearch.Words("Zoe"), name, "Zoë").Should().BeTrue();
        NameSearch.Fits(NameSearch.Words("nobody"), name, "Zoë").Should().BeFalse();
        NameSearch.Fits(NameSearch.Words("'"), name, "Zoë").Should().BeFalse("nothing is meant by it");
    }

    [Fact]
    public async Task Whom_the_service_may_no_longer_see_is_not_found_by_name_and_what_has_ended_only_when_asked()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"));
        var id = People.Id(await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        var provider = broker.As("provider");
        await provider.DoAsync($"/api/referrals/{id}/accept", new { });
        using var worker = await Visitor.AsAsync(broker, Provider);
        async Task<bool> IsFoundAsync(string which)
        {
            await broker.CaughtUpAsync();
            await worker.GoAsync("/provider/find");
            worker.Fill("Name or reference", "Testwood");
            worker.Choose(which, "Among which?");
            await worker.PressAsync("Find");
            return worker.Heading == "Referrals found";
        }
        (await IsFoundAsync("Open referrals")).Should().BeTrue();
        await provider.DoAsync($"/api/referrals/{id}/close", new { reason = "support-completed", outcome = "not-in-work" });
        (await IsFoundAsync("Open referrals")).Should().BeFalse();
        (await IsFoundAsync("Those that have ended too")).Should().BeTrue();
        await broker.As("clinician").DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "in-person" });
        (await IsFoundAsync("Those that have ended too")).Should().BeFalse("they withdrew what the service saw them by");
    }

    private static Task<string> SentAsync(BrokerHost broker, ServiceId service) => People.SentAsync(broker.As("clinician"), service);
}
