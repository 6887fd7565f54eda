using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Checks;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>Somebody who works with the keyboard alone. Wherever they come by, the focus can be seen.</summary>
internal sealed class Keyboard(Desk desk)
{
    private const int MostStops = 150;

    private IPage Page => desk.Page;

    /// <summary>Places where the focus was looked at.</summary>
    public int Stops { get; private set; }

    /// <summary>Goes forward until something has the focus.</summary>
    public async Task ToAsync(ILocator wanted)
    {
        (await wanted.CountAsync()).Should().Be(1, "{0} is on {1}", wanted, desk.Address);
        for (var stop = 0; stop < MostStops; stop++)
        {
            await Page.Keyboard.PressAsync("Tab");
            // After the last thing comes the browser's own frame, and then the page again.
            if (await Page.EvaluateAsync<bool>("() => document.activeElement === document.body")) continue;
            await Focus.CheckAsync(Page);
            Stops++;
            if (await HasFocusAsync(wanted)) return;
        }
        Assert.Fail($"{wanted} on {desk.Address} cannot be reached with the Tab key.");
    }

    public async Task FillAsync(string label, string value, string? within = null)
    {
        await ToAsync(Field(label, within));
        await Page.Keyboard.TypeAsync(value);
    }

    /// <summary>Chooses an answer: the Tab key comes to one of a group of radios, and the arrows go on from there.</summary>
    public async Task ChooseAsync(string answer, string? within = null)
    {
        var wanted = Field(answer, within);
        var isRadio = await wanted.GetAttributeAsync("type") == "radio";
        var entry = isRadio ? await EntryAsync(wanted) : wanted;
        await ToAsync(entry);
        for (var step = 0; isRadio && !await HasFocusAsync(wanted); step++)
        {
            step.Should().BeLessThan(MostStops);
            await Page.Keyboard.PressAsync("ArrowDown");
            await Focus.CheckAsync(Page);
        }
        if (!await wanted.IsCheckedAsync()) await Page.Keyboard.PressAsync("Space");
        (await wanted.IsCheckedAsync()).Should().BeTrue("'{0}' is chosen", answer);
    }

    /// <summary>Goes to something and presses Enter.</summary>
    public async Task PressAsync(ILocator wanted)
    {
        await ToAsync(wanted);
        await desk.ShownAsync(() => Page.Keyboard.PressAsync("Enter"));
    }

    public ILocator Link(string words) => Page.Locator("a", new() { HasText = words }).First;

    private static Task<bool> HasFocusAsync(ILocator wanted) => wanted.EvaluateAsync<bool>("e => e === document.activeElement");

    /// <summary>Where the Tab key enters the group of a radio: at the chosen one, else at the first.</summary>
    private async Task<ILocator> EntryAsync(ILocator radio)
    {
        var group = Page.Locator($"input[type=radio][name='{await radio.GetAttributeAsync("name")}']");
        for (var at = 0; at < await group.CountAsync(); at++)
            if (await group.Nth(at).IsCheckedAsync()) return group.Nth(at);
        return group.First;
    }

    private ILocator Field(string label, string? within)
    {
        var scope = within is null ? Page.Locator("main") : Page.GetByRole(AriaRole.Group, new() { Name = within, Exact = true });
        return scope.GetByLabel(label, new() { Exact = true });
    }
}
