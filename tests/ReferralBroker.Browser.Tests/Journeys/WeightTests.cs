using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>Pages are light: on a surgery's slow line the first one comes soon, and every other at once.</summary>
public sealed class WeightTests(TestBrowser browser, BrokerOfClass broker, ITestOutputHelper output) : IClassFixture<BrokerOfClass>
{
    private const long FirstAtMost = 150_000;
    private const long LaterAtMost = 20_000;

    [Fact]
    public async Task The_first_page_is_light_and_the_others_are_lighter()
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var context = await browser.OpenAsync(withScripts: true);
        var page = await context.NewPageAsync();
        var weighing = await Weighing.BeginAsync(page);
        await GoAsync(page, "/");
        var weights = new List<(string Page, long Bytes)> { ("/", Weigh(weighing, "/")) };
        foreach (var (persona, addresses) in new[]
        {
            ("clinician", new[] { "/practice/referrals", "/people/find", $"/people/{referral.Person.Id}", $"/people/{referral.Person.Id}/conversation", referral.Address, $"{referral.Address}/withdraw" }),
            ("provider", ["/provider/worklist", referral.Address, $"{referral.Address}/decline", $"{referral.Address}/request-information", "/provider/capacity", "/help"]),
        })
        {
            await GoAsync(page, "/");
            await page.ClickAsync($"form[action='/demo/as/{persona}'] button");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            weighing.Take();
            foreach (var address in addresses)
            {
                await GoAsync(page, address);
                weights.Add((address, Weigh(weighing, address)));
            }
        }
        // A commissioner's first report brings what charts are drawn with, and the first map its areas; the others have them.
        await broker.Host.PassAsync(40);
        await broker.Host.CaughtUpAsync();
        await GoAsync(page, "/");
        await page.ClickAsync("form[action='/demo/as/commissioner'] button");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Weigh(weighing, "/reports").Should().BeLessThan(FirstAtMost, "the first report brings the charts too");
        await GoAsync(page, "/reports/equity?by=small-area");
        Weigh(weighing, "/reports/equity?by=small-area").Should().BeLessThan(FirstAtMost, "the first map brings its areas too");
        foreach (var address in new[] { "/reports/waits?by=service", "/reports/equity?by=ward", "/reports/trend", "/reports/plan" })
        {
            await GoAsync(page, address);
            weights.Add((address, Weigh(weighing, address)));
        }
        weights.Should().OnlyContain(w => w.Bytes > 0, "each page came over the wire");
        weights[0].Bytes.Should().BeLessThan(FirstAtMost, "the first page brings the styles and scripts too");
        weights.Skip(1).Should().OnlyContain(w => w.Bytes < LaterAtMost, "what was brought once is kept");
    }

    private Task GoAsync(IPage page, string path) => page.GotoAsync(new Uri(broker.Host.Address, path).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

    private long Weigh(Weighing weighing, string address)
    {
        var came = weighing.Take();
        var bytes = came.Sum(c => c.Bytes);
        output.WriteLine($"{bytes,9:#,0} bytes  {address.Split('-')[0]}  ({string.Join(", ", came.Select(c => $"{c.Address.Split('/')[^1]} {c.Bytes:#,0}"))})");
        return bytes;
    }
}
