using Microsoft.Playwright;

namespace ReferralBroker.Browser.Tests.Checks;

/// <summary>Whoever works with the keyboard must see where they are: the thing that has the focus is in view, not covered, and looks other than without it.</summary>
internal static class Focus
{
    private const int Around = 8;

    /// <summary>What a box of the page holds, on the screen.</summary>
    private sealed class Place
    {
        public string What { get; set; } = "";

        public float X { get; set; }

        public float Y { get; set; }

        public float Width { get; set; }

        public float Height { get; set; }

        public bool IsUncovered { get; set; }
    }

    /// <summary>Checks that the focus can be seen where it is now.</summary>
    public static async Task CheckAsync(IPage page)
    {
        var place = await page.EvaluateAsync<Place>("""
            () => {
                const focused = document.activeElement;
                const own = [focused, ...(focused.labels ?? [])];
                const boxes = own.map(e => e.getBoundingClientRect());
                const [left, top] = [Math.min(...boxes.map(b => b.left)), Math.min(...boxes.map(b => b.top))];
                const [right, bottom] = [Math.max(...boxes.map(b => b.right)), Math.max(...boxes.map(b => b.bottom))];
                const isSeenAt = (x, y) => { const on = document.elementFromPoint(x, y); return !!on && own.some(e => e === on || e.contains(on)); };
                const isUncovered = boxes.some(b => [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]].some(([x, y]) => isSeenAt(b.left + b.width * x, b.top + b.height * y)));
                return { what: focused.outerHTML.slice(0, 160), x: left, y: top, width: right - left, height: bottom - top, isUncovered };
            }
            """);
        place.IsUncovered.Should().BeTrue("what has the focus is in view and not covered: {0}", place.What);
        var with = await PictureAsync(page, place);
        await page.EvaluateAsync("() => { window.wasFocused = document.activeElement; document.activeElement.blur() }");
        var without = await PictureAsync(page, place);
        await page.EvaluateAsync("() => window.wasFocused.focus({ preventScroll: true })");
        with.SequenceEqual(without).Should().BeFalse("it can be seen that this has the focus: {0}", place.What);
    }

    private static Task<byte[]> PictureAsync(IPage page, Place place)
    {
        var (left, top) = (Math.Max(0, place.X - Around), Math.Max(0, place.Y - Around));
        var (right, bottom) = (Math.Min(page.ViewportSize!.Width, place.X + place.Width + Around), Math.Min(page.ViewportSize.Height, place.Y + place.Height + Around));
        return page.ScreenshotAsync(new() { Clip = new() { X = left, Y = top, Width = right - left, Height = bottom - top }, Animations = ScreenshotAnimations.Disabled });
    }
}
