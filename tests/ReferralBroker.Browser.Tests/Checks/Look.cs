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
        await FitsAsync(desk, name, Widths.Zoomed);
        await FitsAsync(desk, name, Widths.Phone);
        await album.AddAsync(page, name, Widths.Phone);
        await WideAsync(desk, Widths.Desk);
        await album.AddAsync(page, name, Widths.Desk);
        // Our own looking around is not the page's.
        desk.Complaints.Take();
    }

    private static async Task FitsAsync(Desk desk, string name, int width)
    {
        await WideAsync(desk, width);
        var beyond = await desk.Page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
                : ['the page is ' + document.documentElement.scrollWidth + ' wide',
                   ...[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 160))]
            """);
        beyond.Should().BeEmpty("{0} does not scroll sideways at {1} pixels", name, width);
    }

    /// <summary>The frontend folds its menu in the frame after a resize, and once more when that has changed the list: measured before, a page is as wide as it was.</summary>
    private static async Task WideAsync(Desk desk, int width)
    {
        await desk.Page.SetViewportSizeAsync(width, Widths.Height);
        if (desk.WithScripts)
            await desk.Page.EvaluateAsync("async () => { for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame); }");
    }
}
