using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Checks;

/// <summary>What every page must be, whoever looks at it and with whatever.</summary>
internal static class Look
{
    public static async Task AtAsync(Desk desk, Album album, string state)
    {
        var (page, name) = (desk.Page, album.Next(state));
        desk.Complaints.Take().Should().BeEmpty("the browser complains of nothing on the way to {0}", name);
        await Titles.CheckAsync(page, name);
        // Axe is a script itself.
        if (desk.WithScripts) await Accessibility.CheckAsync(page, name);
        await FitsAsync(page, name, Widths.Zoomed);
        await FitsAsync(page, name, Widths.Phone);
        await album.AddAsync(page, name, Widths.Phone);
        await WideAsync(page, Widths.Desk);
        await album.AddAsync(page, name, Widths.Desk);
        // Our own looking around is not the page's.
        desk.Complaints.Take();
    }

    private static async Task FitsAsync(IPage page, string name, int width)
    {
        await WideAsync(page, width);
        var beyond = await page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
                : ['the page is ' + document.documentElement.scrollWidth + ' wide',
                   ...[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 160))]
            """);
        beyond.Should().BeEmpty("{0} does not scroll sideways at {1} pixels", name, width);
    }

    private static Task WideAsync(IPage page, int width) => page.SetViewportSizeAsync(width, Widths.Height);
}
