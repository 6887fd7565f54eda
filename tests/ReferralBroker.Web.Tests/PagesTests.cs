using AngleSharp;
using AngleSharp.Dom;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>What a newcomer sees.</summary>
public sealed class PagesTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_start_page_says_that_everybody_is_invented_and_has_a_button_for_each_persona()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var page = await Open(broker, "/");
        page.QuerySelectorAll("h1").Should().ContainSingle();
        page.QuerySelector("[role=note]")!.TextContent.Should().Contain("Every person here is invented");
        page.QuerySelectorAll("button").Select(b => b.TextContent.Trim()).Should().BeEquivalentTo(Personas.All.Select(p => p.Code));
        page.QuerySelectorAll("script, [style], [onclick]").Should().BeEmpty("it works without scripts and inline styles");
        foreach (var link in page.QuerySelectorAll("link[rel=stylesheet]"))
        {
            using var sheet = await broker.Client(null).GetAsync(link.GetAttribute("href"), Stop);
            ((int)sheet.StatusCode).Should().Be(200, "{0} is served", link.GetAttribute("href"));
        }
    }

    [Fact]
    public async Task Each_persona_s_page_gives_a_token_that_works_and_a_first_thing_to_do_with_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.TickAsync();
        foreach (var persona in Personas.All)
        {
            var page = await Open(broker, $"/demo/as/{persona.Code}");
            var codes = page.QuerySelectorAll("pre").Select(p => p.TextContent).ToArray();
            var address = codes[1].Split('\'')[1];
            using var response = await broker.Client(codes[0]["TOKEN=".Length..]).GetAsync(address, Stop);
            ((int)response.StatusCode).Should().Be(200, "{0} may do what the page suggests", persona.Code);
        }
        using var nobody = await broker.Client(null).GetAsync("/demo/as/nobody", Stop);
        ((int)nobody.StatusCode).Should().Be(404);
    }

    private static async Task<IDocument> Open(BrokerHost broker, string path)
    {
        var html = await broker.Client(null).GetStringAsync(path, Stop);
        return await BrowsingContext.New(Configuration.Default).OpenAsync(request => request.Content(html), Stop);
    }
}
