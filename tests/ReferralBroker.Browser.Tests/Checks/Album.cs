using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Checks;

/// <summary>Pictures of the pages of one journey, numbered in the order in which they were reached, for a person to leaf through.</summary>
internal sealed class Album
{
    private readonly string _folder;
    private int _number;

    public Album(string journey, bool withScripts)
    {
        _folder = Path.Combine(BuildFacts.ScreenshotsFolder, withScripts ? journey : $"{journey}-without-scripts");
        // What an earlier run saw would be mistaken for what this one sees.
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Goes on to the next state, and answers its name.</summary>
    public string Next(string state) => $"{++_number:00}-{state}";

    /// <summary>The page as it comes out of a printer on A4 paper.</summary>
    public async Task AddPrintedAsync(IPage page, string name)
    {
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.SetViewportSizeAsync(Widths.Paper, Widths.Height);
        foreach (var screen in new[] { ".nhsuk-header", ".nhsuk-footer", "main button", "main a:has-text('Change how')", ".nhsuk-back-link" })
            (await page.Locator(screen).Locator("visible=true").CountAsync()).Should().Be(0, "{0} is of no use on paper", screen);
        await page.ScreenshotAsync(new() { Path = Path.Combine(_folder, $"{name}-printed.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { Media = Media.Null });
        await page.SetViewportSizeAsync(Widths.Desk, Widths.Height);
    }

    public async Task AddAsync(IPage page, string name, int width)
    {
        // What stays in place while a page scrolls would stand in the middle of it.
        await page.EvaluateAsync("() => window.scrollTo(0, 0)");
        await page.ScreenshotAsync(new() { Path = Path.Combine(_folder, $"{name}-{width}.png"), FullPage = true });
    }
}
