using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Checks;

/// <summary>
/// The title of a page is what a tab, a list of windows and a screen reader say first: what is wrong, then the heading, then whose page it is. Nothing of
/// a person stands in it, since it stays in a history.
/// </summary>
internal static class Titles
{
    private const string Service = " – Referral Broker";
    private const string Error = "Error: ";

    public static async Task CheckAsync(IPage page, string name)
    {
        var title = await page.TitleAsync();
        var heading = Desk.OneSpaced(await page.EvaluateAsync<string>("() => { const h = document.querySelector('h1').cloneNode(true); h.querySelectorAll('[class*=caption]').forEach(c => c.remove()); return h.textContent }"));
        var isWrong = await page.Locator(".nhsuk-error-summary").CountAsync() > 0;
        // Of a page that somebody has of their own, nothing says whose service it is.
        if (new Uri(page.Url).AbsolutePath.StartsWith("/mine/", StringComparison.Ordinal)) title.Should().NotContain(Service, "the title of {0}", name);
        else title.Should().EndWith(Service, "the title of {0}", name);
        title.StartsWith(Error, StringComparison.Ordinal).Should().Be(isWrong, "the title of {0} says that something is wrong where it is: {1}", name, title);
        title[(isWrong ? Error.Length : 0)..].Should().StartWith(heading, "the title of {0} is its heading", name);
        (await page.Locator("h1").CountAsync()).Should().Be(1, "{0} has one main heading", name);
        if (await page.Locator(".app-person__name").CountAsync() > 0)
            title.ToUpperInvariant().Should().NotContain((await page.Locator(".app-person__name").TextContentAsync())!.Split(',')[0].Trim(), "the title of {0} names nobody", name);
    }
}
